"""Training: the same input gives the same bytes, and no group is on both sides."""

import json

import pytest
from click.testing import CliRunner

from reviewer.commands.train import command
from reviewer.detect.classifier.corpus import read_concepts, read_corpus, read_recipe
from reviewer.detect.classifier.infer import score
from reviewer.detect.classifier.measure import domain_splits, fold_splits, hand_splits
from reviewer.detect.classifier.model import load_model
from reviewer.detect.classifier.train import train
from reviewer.errors import UsageError

from .conftest import MODELS, PUBLIC, SENSITIVE

FILES = ("passages.npz", "passages.json", "MODEL_CARD.md")


def test_training_twice_gives_the_same_bytes(corpus, trained, tmp_path):
    train(corpus, tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (trained[0] / name).read_bytes(), name


def test_the_report_names_the_version_that_is_loaded(trained):
    output, report = trained
    assert load_model(output).version == report.version
    assert report.bytes == (output / "passages.npz").stat().st_size


def test_what_was_learnt_tells_sensitive_from_public_and_one_category_from_another(trained):
    model = load_model(trained[0])
    for category, text in SENSITIVE.items():
        one = score(model, [text.format("丙某") * 2])[0]
        assert (one.probability > 0.5, one.category) == (True, category)
    assert all(
        one.probability < 0.5 for one in score(model, [text.format("丙某") * 2 for text in PUBLIC.values()])
    )


def test_the_card_shows_the_figures_of_the_report(trained):
    output, report = trained
    card = (output / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert report.training.digest in card
    assert f"| 按组 5 折 | 120 | 120 | {report.training.folds.precision:.3f} |" in card


def test_passages_of_one_template_or_domain_are_never_on_both_sides():
    passages = read_corpus(MODELS / "corpus").passages
    for splits, key in ((fold_splits(passages, 5), "group"), (domain_splits(passages), "domain")):
        for seen, rest in splits:
            assert not {getattr(passages[i], key) for i in seen} & {getattr(passages[i], key) for i in rest}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"id": "a"}',
        '{"id": "a", "domain": "d", "label": "maybe", "category": "", "template": null, "text": "x"}',
    ],
)
def test_a_line_that_cannot_be_used_is_named(corpus, tmp_path, line):
    (tmp_path / "passages").mkdir()
    (tmp_path / "passages" / "a.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"a\.jsonl 第 1 行"):
        read_corpus(tmp_path)


def test_an_empty_folder_and_a_missing_recipe_are_told_in_words(tmp_path):
    with pytest.raises(UsageError, match="没有 passages"):
        train(tmp_path, tmp_path / "out")
    with pytest.raises(UsageError, match="训练配方无法读取"):
        read_recipe(tmp_path / "recipe.toml")


def test_a_corpus_too_small_to_train_on_is_told_in_words(corpus, tmp_path):
    (tmp_path / "corpus" / "passages").mkdir(parents=True)
    lines = (corpus / "passages" / "甲.jsonl").read_text(encoding="utf-8").splitlines()
    few = [line for line in lines if json.loads(line)["category"] == "work-secret"]
    (tmp_path / "corpus" / "passages" / "甲.jsonl").write_text("\n".join(few), encoding="utf-8")
    (tmp_path / "recipe.toml").write_bytes((MODELS / "recipe.toml").read_bytes())
    with pytest.raises(UsageError, match="不足以训练"):
        train(tmp_path / "corpus", tmp_path / "out")


def test_the_command_prints_a_table_and_writes_where_it_is_told(corpus, tmp_path):
    run = CliRunner().invoke(command, ["--corpus", str(corpus), "--output", str(tmp_path)])
    assert run.exit_code == 0, run.output
    assert "召回率" in run.output
    assert load_model(tmp_path).version in run.output


def test_the_shipped_model_was_trained_from_the_shipped_corpus():
    manifest = json.loads((MODELS / "passages.json").read_text(encoding="utf-8"))
    assert manifest["corpus"]["sha256"] == read_corpus(MODELS / "corpus").digest


def decided(folder, *rows):
    path = folder / "decisions.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


QUIET = "鸬鹚岛的事按老办法处理，船照开，账照记，别在本子上写。"


def test_what_the_units_own_reviewers_decided_is_learnt_and_not_measured(corpus, trained, tmp_path):
    rows = [
        {"text": f"{number}号：{QUIET}", "label": "sensitive", "category": "work-secret"}
        for number in range(9)
    ]
    report = train(corpus, tmp_path / "out", decided(tmp_path, *rows))
    before, after = (
        score(load_model(place), [QUIET], floor=0)[0] for place in (trained[0], tmp_path / "out")
    )
    assert after.probability > before.probability + 0.2
    assert report.training.decisions == 9
    assert report.training.passages == trained[1].training.passages
    assert report.training.digest != trained[1].training.digest


@pytest.mark.parametrize(
    "row",
    [
        {"label": "public", "category": ""},
        {"text": "甲", "label": "maybe", "category": ""},
        {"text": " ", "label": "public", "category": ""},
        {"text": "甲", "label": "sensitive", "category": "no-such"},
        {"text": "甲", "label": "sensitive"},
        [],
    ],
)
def test_a_decision_that_cannot_be_used_is_named_by_its_line(corpus, tmp_path, row):
    good = {"text": QUIET, "label": "public"}
    with pytest.raises(UsageError, match=r"decisions\.jsonl 第 2 行"):
        read_corpus(corpus, decided(tmp_path, good, row))


def test_concepts_are_learnt_from_the_file_beside_the_corpus_and_a_broken_one_is_told(tmp_path):
    path = tmp_path / "concepts.toml"
    assert read_concepts(path) == {}
    path.write_text('[concept]\nquiet = "别说 别讲 别说"\n', encoding="utf-8")
    assert read_concepts(path) == {"quiet": ("别说", "别讲")}
    path.write_text("[concept]\nquiet = 3\n", encoding="utf-8")
    with pytest.raises(UsageError, match="概念词表无法读取"):
        read_concepts(path)


def test_passages_that_are_only_learnt_from_are_left_out_with_their_domain():
    passages = read_corpus(MODELS / "corpus").passages
    assert {one.part.partition("/")[0] for one in passages} == {"passages", "more", "hands", "background"}
    for seen, rest in domain_splits(passages):
        left = {passages[i].domain for i in rest}
        assert not left & {passages[i].domain for i in seen}


def test_one_of_the_other_writers_is_left_out_at_a_time():
    passages = read_corpus(MODELS / "corpus").passages
    hands = {one.part for one in passages if one.part.startswith("hands/")}
    splits = list(hand_splits(passages))
    assert len(splits) == len(hands) > 1
    for seen, rest in splits:
        (left,) = {passages[i].part for i in rest}
        assert left not in {passages[i].part for i in seen}
        assert len(seen) + len(rest) == len(passages)
