"""Makes the shipped Word template of the patrol's reports; run it after a change and commit what it wrote.

python tests/report/forms/make_reports.py
"""

import sys
import zipfile
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from report.forms.drafting import HEAD, NOTE, TITLE, Cell, Line, add, board, table

FOLDER = Path(__file__).resolve().parents[3] / "web" / "office" / "papers"
NAME = "patrol-report"
END = "{%tr endfor %}"
# Widths in cm by the number of columns; a page is 17 cm wide inside its margins.
WIDTHS = {
    1: (17,), 2: (11, 6), 3: (6, 6, 5), 4: (2.8, 5.4, 3.2, 5.6), 5: (5, 3, 3, 3, 3), 6: (4.2, 2.2, 2, 2, 2.2, 4.4),
}  # fmt: skip


def report():
    """Heading, unit and period; sections with paragraphs and tables of two to six columns; who made it."""
    document = board(title="{{ heading }}")
    add(
        document,
        Line("{{ heading }}", TITLE, 20, "center", before=12, after=10),
        Line("{{ unit }}", NOTE, 12, "center", after=2),
        Line("{{ period }}", NOTE, 12, "center", after=10),
        Line("{%p for section in sections %}"),
        Line("{{ section.title }}", HEAD, 14, before=10, after=4, keep=True),
        Line("{%p for text in section.paragraphs %}"),
        Line("{{ text }}", size=12, indent=True, after=3),
        Line("{%p endfor %}"),
        Line("{%p for part in section.tables %}"),
        Line("{%p if part.title %}"),
        Line("{{ part.title }}", HEAD, 10.5, "center", before=6, after=3, keep=True),
        Line("{%p endif %}"),
    )
    for count, widths in WIDTHS.items():
        add(document, Line(f"{{%p if part.heads|length == {count} %}}"))
        table(document, widths, rows_of(count), heads=1)
        add(document, Line("{%p endif %}"))
    add(
        document,
        Line("{%p endfor %}"),
        Line("{%p endfor %}"),
        Line("{{ statement }}", NOTE, 9, before=10),
        Line("{{ unit }}（盖章）", size=12, align="right", before=14, keep=True),
        Line("{{ day }}", size=12, align="right"),
        Line("打印：{{ made_by }}　{{ printed_at }}", NOTE, 9, before=2),
    )
    return document


def rows_of(count):
    head = tuple(
        Cell((Line(f"{{{{ part.heads[{n}] }}}}", HEAD, 9.5, "center", keep=True),)) for n in range(count)
    )
    row = tuple(Cell((Line(f"{{{{ row[{n}] }}}}", size=9.5),)) for n in range(count))
    return (head, "{%tr for row in part.rows %}", row, END)


def made():
    """The template, its members without the time of making."""
    out = BytesIO()
    report().save(out)
    kept = BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for member in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            new.writestr(
                zipfile.ZipInfo(member, (1980, 1, 1, 0, 0, 0)), old.read(member), zipfile.ZIP_DEFLATED
            )
    return kept.getvalue()


if __name__ == "__main__":
    (FOLDER / f"{NAME}.docx").write_bytes(made())
