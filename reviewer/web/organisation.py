"""Routes of the organisation: units, 科室, 栏目, 定密责任人, what is missing, and the import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from reviewer.casework.form import CONTENT_CLASS
from reviewer.errors import RefusedError
from reviewer.intake.sniff import XLSX
from reviewer.office.arranged import flows
from reviewer.office.arranged import form as form_of
from reviewer.office.organisation import directory, importing, organisation, sheets, unit_settings
from reviewer.office.organisation.entries import KINDS, LEVELS, AuthorityForm, ColumnForm
from reviewer.patrol.takedown import Rule
from reviewer.web.gate import actor, office
from reviewer.web.rights import BUSINESS

blueprint = Blueprint("organisation", __name__, url_prefix="/organisation")
Answer = str | AnyResponse | tuple[str, int]


@blueprint.get("")
def index() -> str:
    """The unit as it stands; who keeps it finds forms beside the lists."""
    return _page(_unit_id())


@blueprint.post("/units")
def make_unit() -> Answer:
    """A unit below the own one."""
    form = request.form
    return _act(
        "单位已建立",
        lambda _: organisation.make_unit(office(), actor(), form.get("code", ""), form.get("name", "")),
    )


@blueprint.post("/unit")
def change_unit() -> Answer:
    """Rename the unit, choose its usual flow, deadlines and sites."""
    form = request.form

    def change(unit_id: int) -> None:
        organisation.rename_unit(office(), actor(), unit_id, form.get("name", ""), form.get("code", ""))
        unit_settings.set_flows(
            office(), actor(), unit_id, {name: form.get(f"flow-{name}", "") for name in ("*", *_classes())}
        )
        unit_settings.set_days(office(), actor(), unit_id, form)
        unit_settings.set_takedown(office(), actor(), unit_id, form.get("times", ""), form.get("hours", ""))
        places = unit_settings.Places(tuple(form.get("hosts", "").split()), form.get("address", ""))
        unit_settings.set_places(office(), actor(), unit_id, places)

    return _act("单位信息已保存", change)


@blueprint.post("/sections")
def make_section() -> Answer:
    """A 科室."""
    form = request.form
    return _act(
        "科室已建立",
        lambda unit_id: organisation.make_section(
            office(), actor(), unit_id, form.get("name", ""), form.get("kind", "section")
        ),
    )


@blueprint.post("/sections/<int:section_id>/close")
def close_section(section_id: int) -> Answer:
    """Close a 科室."""
    return _act("科室已撤销", lambda _: organisation.close_section(office(), actor(), section_id))


@blueprint.post("/columns")
def put_column() -> Answer:
    """Make a 栏目, or change the one named."""
    form = request.form
    given = ColumnForm(
        form.get("name", ""),
        form.get("section", None, int),
        form.get("reviewer", None, int),
        form.get("flow", ""),
    )
    return _act(
        "栏目已保存",
        lambda unit_id: organisation.put_column(
            office(), actor(), unit_id, given, form.get("column", None, int)
        ),
    )


@blueprint.post("/columns/<int:column_id>/close")
def close_column(column_id: int) -> Answer:
    """Take a 栏目 out of use."""
    return _act("栏目已停用", lambda _: organisation.close_column(office(), actor(), column_id))


@blueprint.post("/authorities")
def put_authority() -> Answer:
    """Make a line of the 定密责任人 directory, or change the one named."""
    form = request.form

    def put(unit_id: int) -> None:
        given = AuthorityForm(
            form.get("name", ""), form.get("post", ""), "、".join(form.getlist("levels")),
            form.get("scope", ""), form.get("phone", ""), _day(form.get("filed", "")),
        )  # fmt: skip
        organisation.put_authority(office(), actor(), unit_id, given, form.get("authority", None, int))

    return _act("名录已保存", put)


@blueprint.post("/authorities/<int:authority_id>/remove")
def remove_authority(authority_id: int) -> Answer:
    """Strike a line of the directory."""
    return _act("已从名录删除", lambda _: organisation.remove_authority(office(), actor(), authority_id))


@blueprint.get("/template.xlsx")
def template() -> Response:
    """The workbook to fill."""
    return send_file(BytesIO(sheets.template()), XLSX, as_attachment=True, download_name="组织导入模板.xlsx")


@blueprint.route("/import", methods=["GET", "POST"])
def bring() -> Answer:
    """Import a workbook: all of it or nothing; first passwords are on the page that follows, once."""
    unit_id, outcome = _unit_id(), None
    if request.method == "POST":
        file = request.files.get("file")
        outcome = importing.import_organisation(office(), actor(), unit_id, file.read() if file else b"")
    page = render_template("import.html", unit_id=unit_id, outcome=outcome)
    return (page, 409) if outcome and outcome.faults else page


def _unit_id() -> int:
    return directory.unit_for(office(), actor(), request.values.get("unit", None, int)).id


def _act(said: str, call: Callable[[int], object]) -> Answer:
    """Do it for the unit of the page and come back; what stands against it is told there."""
    unit_id = _unit_id()
    try:
        call(unit_id)
    except RefusedError as refusal:
        return _page(unit_id, refusal.refusals), 409
    flash(said)
    return redirect(url_for("organisation.index", unit=unit_id), 303)


def _page(unit_id: int, refusals: tuple[str, ...] = ()) -> str:
    here = office()
    keeper = any(held.role == "administrator" and held.for_id is None for held in actor().held)
    return render_template(
        "organisation.html",
        unit=directory.unit_for(here, actor(), unit_id),
        units=directory.units(here, actor()),
        sections=directory.sections(here, unit_id),
        columns=directory.columns(here, unit_id),
        authorities=directory.authorities(here, unit_id),
        people=directory.people(here, unit_id),
        gaps=directory.gaps(here, unit_id),
        flows=flows(here.settings),
        classes=_classes(),
        days=unit_settings.DAYS,
        takedown=Rule(),
        kinds=KINDS,
        levels=LEVELS,
        keeper=keeper,
        worker=actor().has(*BUSINESS),
        lister=keeper or actor().has("secrecy-officer"),
        edit=request.args.get("edit", ""),
        refusals=refusals,
    )


def _classes() -> dict[str, str]:
    """Content classes of the form by which a unit may set another flow."""
    fields = form_of(office().settings).fields
    return next((field.choices for field in fields if field.id == CONTENT_CLASS), {})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise RefusedError("备案日期不对") from None
