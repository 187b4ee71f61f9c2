"""Write migrations 0001 to 0006 anew from the tables: only until the first version has shipped.

.venv/bin/python tests/tools/first_migrations.py

0007 is written by hand: it fills columns of `case_file` that 0002 must not have.
"""

import re
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import CreateTableOp, ModifyTableOps, UpgradeOps

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from reviewer.store.tables.every import METADATA, SUBJECTS  # noqa: E402
from reviewer.store.tables.row import Moment  # noqa: E402

OUT = ROOT / "reviewer/store/migrations/versions"
GROUPS = (
    ("0001", "organisation", ("organisation", "accounts"), "units, people and their accounts"),
    ("0002", "cases", ("cases",), "cases, their revisions, items and steps"),
    ("0003", "evidence", ("findings", "signing"), "findings, decisions, signatures and the audit chain"),
    ("0004", "work", ("incidents", "work"), "incidents, jobs, notices, saved views and numbers"),
    ("0005", "patrol", ("patrol",), "portals, their addresses and what was seen there"),
    ("0006", "tickets", ("tickets",), "tickets about what a patrol found"),
)
LATER = {"case_file": ("reached", "waits")}  # columns that 0007 adds
JSON = '\nJSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")\n'


def render_item(kind, thing, _):
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime()"
    if kind == "type" and isinstance(thing, sa.JSON):
        return "JSON"
    return False


def subjects():
    """Table name → the module that has it."""
    found = {}
    for module in SUBJECTS:
        for thing in vars(module).values():
            if hasattr(thing, "__table__") and thing.__module__ == module.__name__:
                found[thing.__table__.name] = module.__name__.rsplit(".", 1)[1]
    return found


def operations(context):
    """Table name → its operations, in the order in which they run."""
    found = {}
    for operation in produce_migrations(context, METADATA).upgrade_ops.ops:
        if isinstance(operation, CreateTableOp | ModifyTableOps):
            parts = operation.ops if isinstance(operation, ModifyTableOps) else [operation]
            for part in parts:
                if isinstance(part, CreateTableOp):
                    later = LATER.get(part.table_name, ())
                    part.columns = [c for c in part.columns if getattr(c, "name", None) not in later]
            found.setdefault(operation.table_name, []).extend(parts)
        else:
            found.setdefault(operation.table_name, []).append(operation)
    return found


def body(name, parts, context):
    code = render_python_code(UpgradeOps(ops=parts), render_item=render_item, migration_context=context)
    code = re.sub(r"^\s*# ###.*$\n?", "", code, flags=re.MULTILINE).replace("length=", "")
    return f"def _{name}() -> None:\n    {code.strip()}\n"


def step(group, previous, bodies):
    number, _, _, title = group
    text = "\n\n".join(bodies.values())
    imports = "import sqlalchemy as sa\nfrom alembic import op\n"
    if "JSON" in text:
        imports += "from sqlalchemy.dialects import postgresql\n"
    calls = "".join(f"    _{name}()\n" for name in bodies)
    return (
        f'"""The first tables: {title}."""\n\nfrom __future__ import annotations\n\n{imports}'
        f'\nrevision = "{number}"\ndown_revision = {previous!r}\nbranch_labels = None\ndepends_on = None\n'
        f"{JSON if 'JSON' in text else ''}\n\n"
        f'def upgrade() -> None:\n    """Make the tables."""\n{calls}\n\n{text}'
    )


def main():
    with sa.create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_item": render_item})
        made, where, previous = operations(context), subjects(), None
        for group in GROUPS:
            names = [table.name for table in METADATA.sorted_tables if where[table.name] in group[2]]
            bodies = {name: body(name, made[name], context) for name in names}
            (OUT / f"{group[0]}_{group[1]}.py").write_text(step(group, previous, bodies), encoding="utf-8")
            previous = group[0]
    subprocess.run([Path(sys.executable).parent / "ruff", "format", OUT], check=True)


main()
