"""Routes of the 待办: what waits for the person."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from reviewer.office.desk import registers
from reviewer.web.gate import actor, office
from reviewer.web.rights import FIGURES

blueprint = Blueprint("inbox", __name__, url_prefix="/inbox")

# tray: (label, what an empty one says)
TRAYS: dict[str, tuple[str, str]] = {
    "todo": ("待我办理", "没有等你办理的审查。有新的会出现在这里，并发消息给你。"),
    "claimed": ("我已签收", "没有签收在手的审查。在“待我办理”中签收后，别人就知道由你办理。"),
    "returned": ("退回我的", "没有退回修改的稿件。"),
    "drafts": ("我的草稿", "没有草稿。"),
    "sent": ("我送审的", "没有正在审查的稿件。"),
}


@blueprint.get("")
def index() -> str:
    """A tray, the earliest deadline first: the one asked for, else the first that holds anything."""
    name, after = request.args.get("tray", ""), request.args.get("after", "")
    person = actor()
    counts = registers.trays(office(), person)
    tabs = [(key, TRAYS[key][0], count) for key, count in counts.items()]
    waiting = [key for key, count in counts.items() if count]
    chosen = name if name in counts else next(iter([*waiting, *counts]))
    page = registers.tray(office(), person, chosen, after)
    return render_template(
        "inbox.html", tabs=tabs, tray=chosen, empty=TRAYS[chosen][1], after=after,
        page=page, now=office().clock(), drafts=person.has("clerk"), signs=person.has(*FIGURES),
    )  # fmt: skip
