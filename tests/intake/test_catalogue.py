"""The page for people says what the table in the code says."""

from dataclasses import fields
from pathlib import Path

from reviewer.intake import catalogue
from reviewer.intake.table import FORMATS
from reviewer.settings import Limits

PAGE = Path(__file__).parents[2] / "docs/formats.md"


def test_every_reader_of_the_table_says_what_it_covers():
    assert {entry.reader for entry in FORMATS.values()} - {""} == set(catalogue.READERS)


def test_every_limit_is_told():
    assert {field.name for field in fields(Limits)} == {name for name, _ in catalogue._BUDGETS}


def test_the_page_in_docs_is_the_generated_one():
    assert PAGE.read_text(encoding="utf-8") == catalogue.formats_page()
