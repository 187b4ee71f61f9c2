"""Settings come from the environment over a file over defaults, and nonsense is refused."""

from pathlib import Path

import pytest

from reviewer.errors import ResourceError, SettingsError
from reviewer.resources import folder
from reviewer.settings import Limits, Settings, load_settings


def test_defaults_need_nothing():
    settings = load_settings({"HOME": "/home/someone"})
    assert settings.state == Path("/home/someone/.local/state/reviewer")
    assert settings.limits == Limits()


def test_the_environment_wins_over_the_file(tmp_path):
    file = tmp_path / "reviewer.toml"
    file.write_text('lexicons = "/a"\nweb = "/w"\n[limits]\nseconds = 5\nmembers = 7\n', encoding="utf-8")
    settings = load_settings(
        {"REVIEWER_CONFIG": str(file), "REVIEWER_LEXICONS": "/b", "REVIEWER_LIMIT_SECONDS": "9"}
    )
    assert (settings.lexicons, settings.web) == (Path("/b"), Path("/w"))
    assert (settings.limits.seconds, settings.limits.members) == (9, 7)


@pytest.mark.parametrize(
    "text", ["[", "colour = 1", "[limits]\ncolour = 1", "[limits]\nseconds = 0", "lexicons = 3", "limits = 4"]
)
def test_a_file_that_makes_no_sense_is_refused(tmp_path, text):
    file = tmp_path / "reviewer.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError):
        load_settings({"REVIEWER_CONFIG": str(file)})


def test_an_explicit_folder_must_exist(tmp_path):
    assert folder("lexicons", Settings(lexicons=tmp_path)) == tmp_path
    with pytest.raises(ResourceError, match="不存在"):
        folder("lexicons", Settings(lexicons=tmp_path / "none"))


def test_the_checkout_is_found_without_settings():
    assert (folder("lexicons", Settings()) / "marks").is_dir()


def test_packs_are_a_list_in_the_file_and_names_with_commas_in_the_environment(tmp_path):
    file = tmp_path / "reviewer.toml"
    file.write_text('packs_off = ["trade", "audit"]\nunit = "某某局"\n', encoding="utf-8")
    settings = load_settings({"REVIEWER_CONFIG": str(file), "REVIEWER_PACKS_ON": "health， statistics"})
    assert (settings.packs_off, settings.packs_on) == (("trade", "audit"), ("health", "statistics"))
    assert settings.unit == "某某局"


def test_private_networks_are_visited_only_where_they_are_named(tmp_path):
    assert load_settings({}).patrol.networks == ()
    file = tmp_path / "reviewer.toml"
    file.write_text('[patrol]\nnetworks = ["10.8.0.0/16"]\nbrowser = "/usr/bin/chromium"\n', encoding="utf-8")
    settings = load_settings({"REVIEWER_CONFIG": str(file)})
    assert (settings.patrol.networks, settings.patrol.browser) == (("10.8.0.0/16",), "/usr/bin/chromium")
    settings = load_settings(
        {"REVIEWER_CONFIG": str(file), "REVIEWER_PATROL_NETWORKS": "10.9.0.0/16，::1/128"}
    )
    assert settings.patrol.networks == ("10.9.0.0/16", "::1/128")


@pytest.mark.parametrize(
    "text", ["patrol = 3", "[patrol]\ncolour = 1", '[patrol]\nnetworks = ["intranet"]', '[patrol]\nnetworks = ["10.8.0.1/16"]']
)  # fmt: skip
def test_networks_that_are_none_are_refused(tmp_path, text):
    file = tmp_path / "reviewer.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError):
        load_settings({"REVIEWER_CONFIG": str(file)})


@pytest.mark.parametrize("text", ["packs_off = 3", "packs_on = [1]", "unit = 3", "acceptances = 4"])
def test_packs_and_places_of_the_wrong_kind_are_refused(tmp_path, text):
    file = tmp_path / "reviewer.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError):
        load_settings({"REVIEWER_CONFIG": str(file)})
