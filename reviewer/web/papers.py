"""Routes of papers: forms, notices, reports and packages to download, and the form as a page to print."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from reviewer.errors import ReportError, UsageError
from reviewer.office.papers import exporting, papers
from reviewer.office.papers.papers import Paper
from reviewer.report.forms.code import code_uri
from reviewer.report.forms.plain import plain
from reviewer.web.gate import actor, office

blueprint = Blueprint("papers", __name__)


@blueprint.errorhandler(ReportError)
def not_made(problem: ReportError) -> tuple[str, int]:
    """A template or font that cannot be used: said on a page, not a fault of the visitor."""
    page = render_template("fault.html", status=503, title="表单没有生成", message=problem.message)
    return page, 503


@blueprint.get("/cases/<int:case_id>/form.docx")
def form_docx(case_id: int) -> Response:
    """信息发布保密审查表 for a word processor."""
    return _handed(papers.form(office(), actor(), case_id, "docx"))


@blueprint.get("/cases/<int:case_id>/form.pdf")
def form_pdf(case_id: int) -> Response:
    """信息发布保密审查表 to be printed as it is."""
    return _handed(papers.form(office(), actor(), case_id, "pdf"))


@blueprint.get("/cases/<int:case_id>/form")
def form_print(case_id: int) -> str:
    """The same as a page, with a style sheet for A4."""
    value = plain(papers.form_to_print(office(), actor(), case_id))
    return render_template("paper_form.html", form=value, case_id=case_id, code=code_uri(value["back"]))


@blueprint.get("/cases/<int:case_id>/export.zip")
def export(case_id: int) -> Response:
    """The signed package of a case."""
    made = exporting.export_case(office(), actor(), case_id)
    return send_file(made.file, "application/zip", as_attachment=True, download_name=made.name)


@blueprint.get("/cases/<int:case_id>/returned.docx")
def returned_docx(case_id: int) -> Response:
    """退回修改意见单, 区分处理意见单 or 不予公开审查意见书."""
    return _handed(papers.returned(office(), actor(), case_id, "docx"))


@blueprint.get("/incidents/<int:incident_id>/report.docx")
def incident_docx(incident_id: int) -> Response:
    """隔离事件报告 for a word processor."""
    return _handed(papers.incident(office(), actor(), incident_id, "docx"))


@blueprint.get("/incidents/<int:incident_id>/report.pdf")
def incident_pdf(incident_id: int) -> Response:
    """隔离事件报告 to be printed as it is."""
    return _handed(papers.incident(office(), actor(), incident_id, "pdf"))


@blueprint.get("/papers/register.docx")
def register_docx() -> Response:
    """上网信息登记表 of a month or year (`period`) for a word processor."""
    return _register("docx")


@blueprint.get("/papers/register.pdf")
def register_pdf() -> Response:
    """The same to be printed as it is."""
    return _register("pdf")


@blueprint.get("/papers/register.xlsx")
def register_xlsx() -> Response:
    """The same as a workbook."""
    return _register("xlsx")


@blueprint.get("/papers/policy.docx")
def policy_docx() -> Response:
    """信息发布保密审查制度 with the unit's name and steps."""
    return _handed(papers.policy(office(), actor(), "docx"))


@blueprint.get("/records/<number>")
def record(number: str) -> AnyResponse:
    """Where the code on a paper leads: the case of that number."""
    return redirect(url_for("cases.show", case_id=papers.case_numbered(office(), actor(), number)), 303)


def _register(ending: papers.Ending) -> Response:
    try:
        return _handed(papers.register_of(office(), actor(), request.args.get("period", ""), ending))
    except UsageError:
        abort(400)


def _handed(paper: Paper) -> Response:
    return send_file(BytesIO(paper.data), paper.media_type, as_attachment=True, download_name=paper.name)
