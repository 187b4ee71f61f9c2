"""Where templates and fonts of the papers are: a unit's own folder before the shipped one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reviewer.errors import ReportError
from reviewer.resources import folder
from reviewer.settings import Settings

_MOST_BYTES = 20 * 2**20  # of one template


@dataclass(frozen=True, slots=True)
class Stationery:
    """`shipped` is `web/office/papers`; `unit` holds a unit's own files of the same names, or is None."""

    shipped: Path
    unit: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> Stationery:
        """As the installation has it; raises ResourceError."""
        return cls(folder("web", settings) / "office" / "papers", settings.papers)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where to look, the unit's own first; raises ReportError when its folder is not there."""
        if self.unit is None:
            return (self.shipped,)
        if not self.unit.is_dir():
            raise ReportError(f"本单位的表单模板目录不存在：{self.unit}")
        return (self.unit, self.shipped)

    def find(self, name: str) -> Path:
        """The file of that name; raises ReportError when no folder has it."""
        for place in self.folders:
            if (path := place / name).is_file():
                return path
        raise ReportError(f"没有表单模板 {name}")

    def every(self, ending: str) -> dict[str, Path]:
        """All files with that ending by name, a unit's own in the place of shipped ones."""
        found: dict[str, Path] = {}
        for place in reversed(self.folders):
            found.update({path.name: path for path in sorted(place.glob(f"*{ending}")) if path.is_file()})
        return found


def read(path: Path) -> bytes:
    """A template's bytes; raises ReportError when it cannot be read or is absurdly large."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ReportError(f"表单模板 {path.name} 太大（超过 {_MOST_BYTES // 2**20} MB）")
        return path.read_bytes()
    except OSError as problem:
        raise ReportError(f"表单模板 {path.name} 无法读取") from problem
