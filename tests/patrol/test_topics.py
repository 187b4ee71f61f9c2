"""Topics choose addresses by what their file says; a file that says nonsense is refused by name."""

from dataclasses import dataclass

import pytest

from reviewer.errors import ResourceError
from reviewer.patrol.topics import load_topics
from reviewer.resources import folder
from reviewer.settings import Settings

SHIPPED = load_topics(folder("web", Settings()) / "office" / "patrol" / "topics.toml")


@dataclass
class Known:
    url: str = "http://a/x.html"
    kind: str = "page"
    title: str = ""
    column: str = ""
    grade: str = ""


def chosen(known):
    return {key for key, topic in SHIPPED.items() if topic.chooses(known)}


def test_a_sheet_below_a_public_list_belongs_to_both():
    known = Known("http://a/f/1.XLSX?v=2", "attachment", "低保对象公示名单")
    assert chosen(known) == {"public-lists", "sheets", "attachments", "personal"}


def test_a_plain_page_belongs_to_none():
    assert chosen(Known(title="机构职能")) == set()


def test_what_was_found_before_is_chosen_by_its_grade():
    assert "found-before" in chosen(Known(grade="review"))
    assert "found-before" not in chosen(Known(grade="clear"))


@pytest.mark.parametrize(
    "text",
    [
        "", "topic = 3", '[[topic]]\nkey = "a"\nname = "甲"',  # chooses nothing
        '[[topic]]\nkey = "a"\nname = "甲"\nkinds = ["image"]',
        '[[topic]]\nkey = "a"\nname = "甲"\nwords = "公示"',
        '[[topic]]\nkey = "a"\nname = "甲"\nword = ["公示"]',
        '[[topic]]\nkey = "a"\nname = "甲"\nwords = ["公示"]\n[[topic]]\nkey = "a"\nname = "乙"\nwords = ["甲"]',
    ],
)  # fmt: skip
def test_a_file_that_makes_no_sense_is_refused_by_name(tmp_path, text):
    path = tmp_path / "topics.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResourceError, match=r"topics\.toml"):
        load_topics(path)
