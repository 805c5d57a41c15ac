"""One consent as the facts of the patient's copy."""

from typing import cast
from zoneinfo import ZoneInfo

from patients.models import Consent
from patients.selectors import signed_text
from practice import reference
from practice import selectors as practice
from reports.documents import facts as f
from reports.models import Report
from reports.selectors.report_facts import letterhead, patient_facts


def consent_copy_facts(report: Report) -> f.ConsentCopyFacts:
    """What the patient takes home, under the version of the text that was signed."""
    clinic = practice.clinic()
    consent = Consent.objects.select_related("episode__patient").get(pk=report.consent_id)
    text, zone = signed_text(consent), ZoneInfo(clinic.timezone)
    return f.ConsentCopyFacts(
        clinic=letterhead(clinic),
        patient=patient_facts(consent.episode.patient),
        title=text["title"],
        text_version=consent.text_version,
        sections=tuple((part["heading"], tuple(part["paragraphs"])) for part in text["sections"]),
        scope=consent.get_scope_display(),
        regions=". ".join(filter(None, (", ".join(consent.areas), consent.regions))),
        risks=_risks(consent),
        signed_by=consent.guardian_name or consent.signed_name,
        signed_on=consent.signed_on,
        signed_how=consent.get_signed_how_display(),
        guardian=f"{consent.guardian_name} ({consent.guardian_relation})" if consent.guardian_name else "",
        assent=consent.assent,
        expires_on=consent.expires_on,
        withdrawn_on=consent.withdrawn_at.astimezone(zone).date() if consent.withdrawn_at else None,
        signature=consent.signature,
        paper=cast(f.Paper, clinic.paper),
    )


def _risks(consent: Consent) -> tuple[str, ...]:
    known = reference.by_key("consent", "risks")
    return tuple(known[key]["words"] for key in consent.risks if key in known)
