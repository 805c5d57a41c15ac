"""The time line of an episode in the words, icons and addresses of a page."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from patients.models import EpisodeOfCare
from practice.days import day_words
from practice.models import Clinic

ICONS: Final = {
    "session": "needle", "assessment": "assessment", "visit": "user", "screening": "screening", "consent": "consent",
    "plan": "plan", "certification": "signed", "adverse_event": "adverse",
}  # fmt: skip
TONES: Final = {"session": "note", "adverse_event": "stop", "assessment": "note"}
PLACES: Final = {
    "session": "/sessions/{id}/", "assessment": "/assessments/{id}/", "visit": "/visits/{id}/",
    "screening": "/screenings/{id}/",
    "consent": "/consents/{id}/", "plan": "/episodes/{episode}/plan/", "certification": "/episodes/{episode}/plan/",
    "adverse_event": "/adverse-events/{id}/",
}  # fmt: skip


def as_moments(items: list[dict[str, Any]], episode: EpisodeOfCare, clinic: Clinic) -> list[dict[str, Any]]:
    """The items of the time line, with icon, tone, address and the time as people say it."""
    zone = ZoneInfo(clinic.timezone)
    return [
        item | {
            "icon": ICONS[item["kind"]], "tone": TONES.get(item["kind"], ""),
            "url": PLACES.get(item["kind"], "").format(id=item["id"], episode=episode.pk),
            "when": day_words(item["at"].astimezone(zone)), "when_full": _in_full(item, zone),
        }
        for item in items
    ]  # fmt: skip


def _in_full(item: dict[str, Any], zone: ZoneInfo) -> str:
    at: datetime = item["at"].astimezone(zone)
    return f"{at:%A %d %B %Y}" if item["all_day"] else f"{at:%A %d %B %Y, %H:%M}"
