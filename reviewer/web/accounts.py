"""Routes of accounts: the list, a person's page, what the administrator and the security administrator do."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from reviewer.casework.roles import OF_A_SECTION, ROLES
from reviewer.errors import RefusedError
from reviewer.office.organisation import directory, postings, staff, wishes
from reviewer.office.organisation.access import STATES
from reviewer.office.organisation.staff import PersonForm
from reviewer.web.gate import actor, office

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")
Answer = str | Response | tuple[str, int]


@blueprint.get("")
def index() -> str:
    """Everybody of the unit, with roles and last visit."""
    unit = directory.unit_for(office(), actor(), request.args.get("unit", None, int))
    closed = request.args.get("closed") == "1"
    return render_template(
        "accounts.html",
        unit=unit,
        units=directory.units(office(), actor()),
        lines=directory.people(office(), unit.id, closed=closed),
        wishes=wishes.wishes(office(), unit.id),
        words=STATES,
        closed=closed,
    )


@blueprint.route("/new", methods=["GET", "POST"])
def create() -> Answer:
    """A new account; its first password is on the page that follows, and nowhere else."""
    unit = directory.unit_for(office(), actor(), request.values.get("unit", None, int))
    refusals: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            person_id, password = staff.make_person(office(), actor(), unit.id, _form())
            return _page(person_id, password=password)
        except RefusedError as refusal:
            refusals = refusal.refusals
    page = render_template(
        "account_new.html",
        unit=unit,
        sections=directory.sections(office(), unit.id),
        form=request.form,
        refusals=refusals,
    )
    return (page, 409) if refusals else page


@blueprint.get("/<int:person_id>")
def show(person_id: int) -> str:
    """A person's account."""
    return _page(person_id)


@blueprint.post("/<int:person_id>")
def change(person_id: int) -> Answer:
    """Correct the particulars."""
    return _act(person_id, "已保存", lambda: staff.change_person(office(), actor(), person_id, _form()))


@blueprint.post("/<int:person_id>/close")
def close(person_id: int) -> Answer:
    """Close the account."""
    return _act(person_id, "账号已停用", lambda: staff.close_person(office(), actor(), person_id))


@blueprint.post("/<int:person_id>/unlock")
def unlock(person_id: int) -> Answer:
    """Lift the lock."""
    return _act(person_id, "已解锁", lambda: staff.unlock(office(), actor(), person_id))


@blueprint.post("/<int:person_id>/reset")
def reset(person_id: int) -> Answer:
    """A new one-time password, on the page that follows and nowhere else."""
    _known(person_id)
    try:
        return _page(person_id, password=staff.reset_password(office(), actor(), person_id))
    except RefusedError as refusal:
        return _page(person_id, refusals=refusal.refusals), 409


@blueprint.post("/<int:person_id>/roles")
def grant(person_id: int) -> Answer:
    """Give a role."""
    role, section_id = request.form.get("role", ""), request.form.get("section", None, int)
    return _act(
        person_id, "角色已授予", lambda: postings.grant(office(), actor(), person_id, role, section_id)
    )


@blueprint.post("/<int:person_id>/roles/<int:posting_id>/end")
def end_role(person_id: int, posting_id: int) -> Answer:
    """Take a role back."""
    return _act(person_id, "角色已收回", lambda: postings.end_posting(office(), actor(), posting_id))


@blueprint.post("/wishes")
def settle() -> Response:
    """Grant or drop roles that an import asked for."""
    unit = directory.unit_for(office(), actor(), request.form.get("unit", None, int))
    granted, chosen = request.form.get("act") == "grant", request.form.getlist("wish")
    for line in wishes.settle(office(), actor(), unit.id, chosen, granted=granted):
        flash(f"没有授予：{line}")
    flash(f"已{'授予' if granted else '退回'}所选的申请" if chosen else "没有选择申请")
    return redirect(url_for("accounts.index", unit=unit.id), 303)


def _act(person_id: int, said: str, call: Callable[[], object]) -> Answer:
    """Do it and come back to the person's page; what stands against it is told there."""
    _known(person_id)
    try:
        call()
    except RefusedError as refusal:
        return _page(person_id, refusals=refusal.refusals), 409
    flash(said)
    return redirect(url_for("accounts.show", person_id=person_id), 303)


def _known(person_id: int) -> None:
    """404 for people of units that are not the viewer's."""
    directory.person(office(), actor(), person_id)


def _form() -> PersonForm:
    form = request.form
    return PersonForm(
        form.get("login", ""),
        form.get("name", ""),
        form.get("section", None, int),
        form.get("post", ""),
        form.get("phone", ""),
        form.get("email", ""),
    )


def _page(person_id: int, *, password: str = "", refusals: tuple[str, ...] = ()) -> str:
    row, line = directory.person(office(), actor(), person_id)
    return render_template(
        "account.html",
        line=line,
        unit_id=row.unit_id,
        sections=directory.sections(office(), row.unit_id),
        words=STATES,
        all_roles=ROLES,
        of_a_section=OF_A_SECTION,
        password=password,
        refusals=refusals,
    )
