"""What locks needling: a serious adverse event, suspected or confirmed, that nobody has cleared in writing."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from patients.models import Clearance, EpisodeOfCare
from patients.rules.flags import Cleared, Raised, open_events
from patients.selectors.banner import told_first
from practice import reference
from practice import selectors as practice
from sessions.models import AdverseEvent
from sessions.rules.adverse_events import counts_as_serious

State = AdverseEvent.State


@told_first
def needling_lock(episode: EpisodeOfCare, day: date) -> dict[str, Any] | None:
    """The alert of the event that locks needling on a day, the latest first; one query, two where one is serious."""
    kinds, zone = reference.adverse_events(), ZoneInfo(practice.clinic().timezone)
    always = {key for key, kind in kinds.items() if kind["serious"]}
    rows = AdverseEvent.objects.filter(episode=episode).exclude(state=State.RULED_OUT).order_by("-occurred_at", "-pk")
    serious = [row for row in rows if counts_as_serious(row.kind, row.grade, always)]
    letters = _letters(episode) if serious else []
    for event in serious:
        raised = Raised(event.kind, event.occurred_at.astimezone(zone).date())
        if raised.on <= day and open_events([raised], letters, on=day):
            suspected = "suspected " if event.state == State.SUSPECTED else ""
            name = kinds[event.kind]["label"].partition(" (")[0].lower()
            label = f"Needling locked: {suspected}{name}"
            return {"kind": "adverse", "tone": "stop", "label": label, "url": f"/adverse-events/{event.pk}/"}
    return None


def _letters(episode: EpisodeOfCare) -> list[Cleared]:
    rows = Clearance.objects.filter(episode=episode).values_list("item", "given_on")
    return [Cleared(item, given_on) for item, given_on in rows]
