"""Routes of the 台账: search, saved views, the workbook."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from reviewer.errors import RefusedError
from reviewer.intake.sniff import XLSX
from reviewer.office.desk import registers
from reviewer.office.desk.register_sheet import register_xlsx
from reviewer.web.gate import actor, office

blueprint = Blueprint("register", __name__, url_prefix="/register")
Answer = str | Response | tuple[str, int]


@blueprint.get("")
def index() -> Answer:
    """The cases a person may see, searched and filtered, newest change first."""
    try:
        return _page(_fields(), before=request.args.get("before", ""))
    except RefusedError as refusal:
        return _page({}, refusals=refusal.refusals), 409


@blueprint.get("/export.xlsx")
def export() -> Answer:
    """The found cases as a workbook."""
    try:
        data = register_xlsx(office(), actor(), _fields())
    except RefusedError as refusal:
        return _page({}, refusals=refusal.refusals), 409
    name = f"信息发布保密审查台账_{office().clock():%Y%m%d}.xlsx"
    return send_file(BytesIO(data), XLSX, as_attachment=True, download_name=name)


@blueprint.post("/views")
def save() -> Answer:
    """Keep the search under a name."""
    fields = {name: request.form.get(name, "") for name in registers.FIELDS}
    try:
        registers.save_view(office(), actor(), request.form.get("name", ""), fields)
    except RefusedError as refusal:
        return _page({}, refusals=refusal.refusals), 409
    flash("视图已保存")
    return redirect(f"{url_for('register.index')}?{urlencode(_given(fields))}", 303)


@blueprint.post("/views/<int:view_id>/delete")
def drop(view_id: int) -> Answer:
    """Forget a saved search."""
    registers.drop_view(office(), actor(), view_id)
    flash("视图已删除")
    return redirect(url_for("register.index"), 303)


def _fields() -> dict[str, str]:
    return {name: request.args.get(name, "") for name in registers.FIELDS}


def _given(fields: dict[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in fields.items() if value.strip()}


def _page(fields: dict[str, str], *, before: str = "", refusals: tuple[str, ...] = ()) -> str:
    page = registers.search(office(), actor(), fields, before)
    if before or page.following:
        total = registers.total(office(), actor(), fields)
    else:
        total = registers.Total(len(page.lines), more=False)
    return render_template(
        "register.html", fields=fields, given=_given(fields), page=page, total=total,
        choices=registers.choices(office(), actor()), before=before, refusals=refusals, now=office().clock(),
    )  # fmt: skip
