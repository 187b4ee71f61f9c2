"""The rows of one document that tell of people, read once for everybody who asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from reviewer.detect.persons.forms import form_rows
from reviewer.detect.persons.rows import Row, person_rows
from reviewer.detect.text import Text


@dataclass(frozen=True)
class Told:
    """Rows of tables and filled forms of a text; nothing is read before it is asked for."""

    text: Text
    naming: bool  # whether a word that names people's names stands in it

    @cached_property
    def tables(self) -> list[Row]:
        """Rows under a head that names people."""
        return list(person_rows(self.text))

    @cached_property
    def forms(self) -> list[Row]:
        """Each filled form as one row."""
        return list(form_rows(self.text))
