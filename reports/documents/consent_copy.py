"""The patient's copy of a consent: its facts as words, then as a PDF."""

import hashlib
import json
from datetime import datetime
from typing import Any

from practice.days import day_words

from .content import clinic_content, moment, patient_content
from .engine import RenderedDocument, typeset
from .facts import ConsentCopyFacts

NAME = "Consent to dry needling: copy for the patient"


def render_consent_copy(facts: ConsentCopyFacts, *, timestamp: datetime) -> RenderedDocument:
    """Typeset the copy; the same facts and timestamp (in the clinic's time zone) give the same bytes."""
    content = _content(facts)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    content["document"] = _document(facts, digest, timestamp)
    return typeset("consent_copy.typ", content, content_hash=digest, timestamp=timestamp)


def _content(facts: ConsentCopyFacts) -> dict[str, Any]:
    return {
        "paper": facts.paper,
        "language": facts.language,
        "clinic": clinic_content(facts.clinic),
        "patient": patient_content(facts.patient),
        "title": facts.title,
        "text_version": facts.text_version,
        "sections": [{"heading": heading, "paragraphs": list(words)} for heading, words in facts.sections],
        "risks": list(facts.risks),
        "agreed": _agreed(facts),
        "signed": {
            "by": facts.signed_by,
            "guardian": facts.guardian,
            "how": facts.signed_how,
            "on": day_words(facts.signed_on),
            "svg": _drawing(facts.signature),
        },
    }


def _agreed(facts: ConsentCopyFacts) -> list[list[str]]:
    rows = [
        ("Agreed to", facts.scope),
        ("Regions", facts.regions),
        ("Holds until", day_words(facts.expires_on) if facts.expires_on else "it is taken back"),
        ("Guardian", facts.guardian),
        ("The child agrees", "Yes" if facts.assent else ""),
        ("Taken back on", day_words(facts.withdrawn_on) if facts.withdrawn_on else ""),
    ]
    return [list(row) for row in rows if row[1]]


def _drawing(path: str) -> str:
    """The strokes as a picture of their own; '' without any. The rule of signing lets nothing but strokes through."""
    if not path:
        return ""
    stroke = 'fill="none" stroke="#1f2422" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 200"><path d="{path}" {stroke}/></svg>'


def _document(facts: ConsentCopyFacts, digest: str, timestamp: datetime) -> dict[str, Any]:
    return {
        "name": NAME,
        "title": f"{NAME}, record {facts.patient.record_number}, {day_words(facts.signed_on)}",
        "description": f"{NAME}, text of {facts.text_version}",
        "generated": moment(timestamp),
        "hash": digest,
        "short_hash": digest[:16],
        "draft": False,
    }
