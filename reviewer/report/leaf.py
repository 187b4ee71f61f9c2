"""Templates → one HTML file that opens anywhere: styles and icons inside, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

_STYLES = ("vendor/bootstrap/bootstrap.min.css", "reviewer.css")
_SPRITE = "vendor/bootstrap-icons/icons.svg"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A template with the words and filters it uses, and its style sheets beside those of all pages."""

    template: str
    words: Mapping[str, object]
    filters: Mapping[str, Callable[[Any], str]]
    styles: tuple[str, ...] = field(default=())

    def render(self, web: Path, **values: object) -> str:
        """The page as text; `web` is the folder of templates and static files."""
        environment = Environment(
            loader=FileSystemLoader(web / "templates"),
            autoescape=select_autoescape(),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.update(self.words, asset=lambda _name: "")
        environment.filters.update(self.filters)
        style = "\n".join(_asset(web, name) for name in (*_STYLES, *self.styles))
        return environment.get_template(self.template).render(
            values,
            style=Markup(style),  # noqa: S704 (our own files)
            sprite=Markup(_asset(web, _SPRITE)),  # noqa: S704
        )


def _asset(web: Path, name: str) -> str:
    return (web / "static" / name).read_text(encoding="utf-8")
