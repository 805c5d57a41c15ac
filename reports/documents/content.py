"""What every document says alike: letterhead, patient, moments."""

from datetime import datetime
from typing import Any

from practice.days import day_words

from .facts import Letterhead, PatientFacts


def moment(at: datetime) -> str:
    """A moment as it stands on paper, with its zone."""
    return f"{day_words(at.date())} {at:%H:%M} {at.tzname() or ''}".strip()


def clinic_content(clinic: Letterhead) -> dict[str, Any]:
    """The letterhead as the templates read it."""
    is_png = clinic.logo is not None and clinic.logo.startswith(b"\x89PNG")
    return {
        "name": clinic.name,
        "contact": [line for line in (*clinic.address, clinic.phone, clinic.email) if line],
        "logo": None if clinic.logo is None else _bytes_or_text(clinic.logo, is_png),
        "logo_format": "png" if is_png else "svg",
    }


def _bytes_or_text(logo: bytes, is_png: bool) -> list[int] | str:
    return list(logo) if is_png else logo.decode()


def patient_content(patient: PatientFacts) -> dict[str, Any]:
    """Who the document is about, as the templates read it."""
    return {
        "name": patient.name,
        "record_number": patient.record_number,
        "born": day_words(patient.born_on) if patient.born_on else None,
        "pronouns": patient.pronouns,
    }
