"""The samples on the first page are what they say, and are made by the script beside this test."""

import importlib.util
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from reviewer.records import Origin
from reviewer.resources import folder
from reviewer.review import Reviewer
from reviewer.settings import Settings
from reviewer.web.samples import load_samples

SAMPLES = load_samples(folder("web", Settings()))
BESIDES = ("docProps/core.xml",)  # carries the time of making


@pytest.fixture(scope="module")
def made():
    spec = importlib.util.spec_from_file_location("make_samples", Path(__file__).with_name("make_samples.py"))
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script.samples()


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    with Reviewer(Settings(state=tmp_path_factory.mktemp("state"))) as reviewer:
        yield reviewer


def contents(data):
    if not zipfile.is_zipfile(BytesIO(data)):
        return data
    with zipfile.ZipFile(BytesIO(data)) as box:
        return {name: box.read(name) for name in box.namelist() if name not in BESIDES}


def test_the_script_makes_the_samples_that_are_shipped(made):
    shipped = {sample.path.name: contents(sample.path.read_bytes()) for sample in SAMPLES.values()}
    assert shipped == {name: contents(data) for name, data in made.items()}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
def test_a_sample_comes_out_as_it_promises(real, sample):
    found = real.review(sample.path.read_bytes(), Origin("upload", sample.path.name))
    assert found.verdict.gaps == ()
    assert (found.verdict.grade == "clear") is sample.clear


def test_the_roster_shows_its_hidden_column(real):
    sample = SAMPLES["allowance"]
    verdict = real.review(sample.path.read_bytes(), Origin("upload", sample.path.name)).verdict
    hidden = [hit for finding in verdict.findings for hit in finding.hits if hit.location.kind == "hidden"]
    assert len([hit for hit in hidden if hit.location.cell and hit.location.cell.startswith("G")]) >= 18


def test_a_sample_can_be_checked_with_one_click(client, token):
    answer = client.post("/samples/law", data={"csrf_token": token}, follow_redirects=True)
    assert answer.status_code == 200
    assert "保密法知识问答.txt" in answer.text


def test_a_sample_can_be_downloaded_as_a_file(client):
    answer = client.get("/samples/page")
    assert answer.data == SAMPLES["page"].path.read_bytes()
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_unknown_sample_is_not_found(client, token):
    assert client.get("/samples/other").status_code == 404
    assert client.post("/samples/other", data={"csrf_token": token}).status_code == 404
    assert client.post("/samples/law").status_code == 400
