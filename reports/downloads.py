"""The file of a report as an answer, for page and API alike."""

from typing import IO, Any, cast

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from practice.access import Actor
from practice.errors import RuleViolation
from reports import services
from reports.models import Report


def file_of(request: HttpRequest, *, actor: Actor, report: Report) -> HttpResponse:
    """The PDF, shown in the browser, named by record number, kept by no cache; 409 while there is none."""
    opens = services.open_consent_copy if report.kind == Report.Kind.CONSENT else services.open_report
    opened = opens(actor=actor, report=report)
    answer: Any = FileResponse(_content(opened), content_type="application/pdf", filename=_name(opened))
    answer["Cache-Control"], answer["ETag"] = "no-store, private", f'"{opened.sha256}"'
    return cast(HttpResponse, get_conditional_response(request, etag=answer["ETag"], response=answer))


def _content(report: Report) -> IO[bytes]:
    try:
        return (settings.MEDIA_ROOT / str(report.file.name)).open("rb")
    except FileNotFoundError:
        raise RuleViolation.of("file_missing", "The file is no longer there. Ask for a new report.") from None


def _name(report: Report) -> str:
    """A record number is known inside the clinic only; a name would be known to everybody who sees the folder."""
    number = report.episode.patient.record_number if report.episode else ""
    return (
        "-".join(part for part in (report.kind, "report", number, f"{report.requested_at:%Y-%m-%d}") if part) + ".pdf"
    )
