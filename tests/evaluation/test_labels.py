"""Labels are read as docs/evaluation.md says; what is not a label is refused with its line."""

import json

import pytest

from reviewer.errors import UsageError
from reviewer.evaluation.cases import public_cases, read_cases
from reviewer.evaluation.labels import label_of


def write(folder, *rows, name="a.jsonl"):
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def row(**fields):
    return {"id": "a", "label": "sensitive", "category": "network", "text": "网络拓扑", **fields}


def test_a_passage_is_a_text_document_with_its_label(tmp_path):
    write(tmp_path, row(domain="network", register="附件"))
    (case,) = read_cases(tmp_path)
    assert (case.name, case.data.decode(), case.line) == ("a.txt", "网络拓扑", 1)
    assert case.label.categories == {"network"}
    assert case.label.grade == "flagged"
    assert case.label.slices == (("domain", "network"), ("genre", "附件"))


def test_a_public_passage_names_what_it_is_near_and_nothing_must_be_found(tmp_path):
    write(tmp_path, row(label="public"))
    (case,) = read_cases(tmp_path)
    assert (case.label.categories, case.label.near, case.label.grade) == (frozenset(), "network", "clear")


def test_the_format_field_chooses_the_reader(tmp_path):
    write(tmp_path, row(format="csv"))
    assert next(read_cases(tmp_path)).name == "a.csv"


def test_a_label_may_stand_for_a_file_beside_it(tmp_path):
    (tmp_path / "b.docx").write_bytes(b"PK")
    write(
        tmp_path,
        {"file": "b.docx", "label": "sensitive", "categories": ["network", "military"]},
        name="labels.jsonl",
    )
    (case,) = read_cases(tmp_path)
    assert (case.id, case.data, case.label.categories) == ("b.docx", b"PK", {"network", "military"})


def test_a_label_for_a_file_elsewhere_is_refused(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.txt").write_text("不该读")
    write(inner, {"file": "../secret.txt", "label": "public"})
    with pytest.raises(UsageError, match="第 1 行"):
        list(read_cases(inner))


def test_a_story_has_its_expectations_beside_its_input(tmp_path):
    (tmp_path / "input.txt").write_text("机密★10年", encoding="utf-8")
    (tmp_path / "expected.toml").write_text(
        'grade = "block"\n[[finding]]\nrule = "mark.standing"\ncategory = "state-secret"\n'
        '[[finding]]\ncategory = "work-secret"\nseverity = "note"\n',
        encoding="utf-8",
    )
    (case,) = read_cases(tmp_path)
    assert (case.label.grade, case.label.categories, case.label.rules) == (
        "block",
        {"state-secret"},
        {"mark.standing"},
    )


@pytest.mark.parametrize(
    "wrong",
    [
        row(label="maybe"),
        row(category="gossip"),
        row(grade="clear"),
        row(label="public", grade="block"),
        {"id": "a", "label": "sensitive", "category": "network"},
        {"id": "a", "category": "network", "text": "缺标注"},
    ],
)
def test_a_row_that_is_no_label_is_refused_with_its_line(tmp_path, wrong):
    write(tmp_path, row(), wrong)
    with pytest.raises(UsageError, match="第 2 行"):
        list(read_cases(tmp_path))


@pytest.mark.parametrize("line", ["{", "[]", "3"])
def test_a_line_that_is_no_object_is_refused_with_its_number(tmp_path, line):
    (tmp_path / "a.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="第 2 行"):
        list(read_cases(tmp_path))


def test_a_text_with_line_separators_of_unicode_stays_one_row(tmp_path):
    write(tmp_path, row(text="上\u2028下"))
    (case,) = read_cases(tmp_path)
    assert case.data.decode() == "上\u2028下"


def test_every_file_of_a_public_folder_is_a_case_but_its_index(tmp_path):
    (tmp_path / "index.tsv").write_text("file\tnote\na.txt\tlaw; natural\n", encoding="utf-8")
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("公开", encoding="utf-8")
    first, second = public_cases(tmp_path)
    assert (first.id, first.label.slices) == ("a.txt", (("genre", "law"), ("sampling", "natural")))
    assert (second.id, second.label.slices, second.label.sensitive) == ("b.txt", (), False)


def test_a_category_that_may_be_found_is_kept_apart_from_those_that_must():
    label = label_of(row(also=["credential"]))
    assert (label.categories, label.also) == ({"network"}, {"credential"})
