"""Routes of a site's addresses: their list and workbook, one of them, what was changed after approval."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from reviewer.intake.sniff import XLSX
from reviewer.patrol.outcome import OUTCOMES
from reviewer.patrol.pairing import HOWS, VERDICTS, WHYS
from reviewer.patrol.ticket import KINDS, STATES
from reviewer.store.coverage import Wanted
from reviewer.watch.sites.addresses import absent, address_page, difference, listed
from reviewer.watch.sites.coverage import STANDINGS, reason_words
from reviewer.watch.sites.coverage_sheet import coverage_xlsx
from reviewer.web.gate import actor, office

blueprint = Blueprint("addresses", __name__, url_prefix="/sites/<int:site_id>")
_WORDS = ("standing", "reason", "grade", "verdict", "kind", "text")
_LONGEST = 200
KIND_WORDS = {"page": "网页", "attachment": "附件", "feed": "订阅", "frame": "框架", "sitemap": "网站地图"}


@blueprint.get("/addresses")
def index(site_id: int) -> str:
    """The addresses of a site, filtered."""
    given = _given()
    after = max(request.args.get("after", 0, int), 0)
    page = listed(office(), actor(), site_id, _wanted(given), after)
    return render_template(
        "addresses.html",
        page=page,
        given=given,
        standings={"problem": "需要处理的", **STANDINGS},
        verdicts=VERDICTS,
        kinds=KIND_WORDS,
        reason_words=reason_words,
        after=after,
    )


@blueprint.get("/addresses.xlsx")
def export(site_id: int) -> Response:
    """The found addresses as a workbook, with the sums."""
    data = coverage_xlsx(office(), actor(), site_id, _wanted(_given()))
    name = f"网站地址覆盖清单_{office().clock():%Y%m%d}.xlsx"
    return send_file(BytesIO(data), XLSX, as_attachment=True, download_name=name)


@blueprint.get("/absent")
def missing(site_id: int) -> str:
    """Approved cases that were not found on the site."""
    lines = absent(office(), actor(), site_id)
    return render_template("absences.html", lines=lines, site_id=site_id)


@blueprint.get("/addresses/<int:address_id>")
def show(site_id: int, address_id: int) -> str:
    """One address."""
    return render_template(
        "address.html",
        page=address_page(office(), actor(), site_id, address_id),
        standings=STANDINGS,
        verdicts=VERDICTS,
        whys=WHYS,
        hows=HOWS,
        outcomes=OUTCOMES,
        kinds=KIND_WORDS,
        ticket_kinds=KINDS,
        ticket_states=STATES,
    )


@blueprint.get("/addresses/<int:address_id>/changes")
def changes(site_id: int, address_id: int) -> str:
    """What was approved against what is online."""
    found = difference(office(), actor(), site_id, address_id)
    back = url_for("addresses.show", site_id=site_id, address_id=address_id)
    return render_template("difference.html", found=found, verdicts=VERDICTS, whys=WHYS, back=back)


def _given() -> dict[str, str]:
    given = {name: request.args.get(name, "").strip()[:_LONGEST] for name in (*_WORDS, "column")}
    return {name: value for name, value in given.items() if value}


def _wanted(given: dict[str, str]) -> Wanted:
    column = given.get("column", "")
    number = int(column) if column.removeprefix("-").isdecimal() and len(column) < 10 else 0
    return Wanted(**{name: given.get(name, "") for name in _WORDS}, column_id=number)
