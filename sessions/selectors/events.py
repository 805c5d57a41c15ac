"""What one adverse event still asks for: steps, the board of the state, the clearance that unlocks needling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from patients.models import Clearance
from patients.rules.flags import SERIOUS_REACTION, Raised
from practice import reference
from practice.emergency import localized
from practice.models import Clinic, Membership
from sessions.models import AdverseEvent
from sessions.rules.adverse_events import BoardReport, board_report
from sessions.selectors.locks import as_cleared, happened, is_serious, letters_about


@dataclass(frozen=True, slots=True)
class Step:
    """One step that must follow: the catalogue's words, as the clinic says them, and who did it when."""

    text: str
    said: str
    at: datetime | None
    by: UUID | None
    name: str = ""

    @property
    def words(self) -> str:
        """As people read it."""
        said = self.said.replace("_", " ").replace(">=", "at least")
        return said[:1].upper() + said[1:]


def steps_of(event: AdverseEvent, names: Mapping[UUID, str] | None = None) -> list[Step]:
    """What must follow, in the catalogue's order; a step that was ticked under an earlier catalogue stays."""
    done: Mapping[str, Any] = event.steps_done
    must = reference.adverse_events()[event.kind]["must_follow"]
    texts = list(dict.fromkeys((*must, *done)))
    return [_step(text, said, done.get(text), names or {}) for text, said in zip(texts, localized(texts), strict=True)]


def steps_with_names(event: AdverseEvent) -> list[Step]:
    """As `steps_of`, with the names of those who ticked them."""
    ids = {entry["by"] for entry in event.steps_done.values()}
    names = dict(Membership.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return steps_of(event, names)


def _step(text: str, said: str, entry: Mapping[str, str] | None, names: Mapping[UUID, str]) -> Step:
    if entry is None:
        return Step(text, said, None, None)
    by = UUID(entry["by"])
    return Step(text, said, datetime.fromisoformat(entry["at"]), by, names.get(by, ""))


def report_to_board(event: AdverseEvent, clinic: Clinic) -> BoardReport | None:
    """What the board of the clinic's state may want to hear; None for what was ruled out."""
    if event.state == AdverseEvent.State.RULED_OUT:
        return None
    rules = reference.by_key("aftercare", "board_reporting")
    on = event.occurred_at.astimezone(ZoneInfo(clinic.timezone)).date()
    kind = reference.adverse_events()[event.kind]
    return board_report(kind, rules.get(clinic.jurisdiction), clinic.jurisdiction, on)


@dataclass(frozen=True, slots=True)
class Lock:
    """A serious event holds needling until a clinician clears it in writing."""

    clearance: Clearance | None


def lock_of(event: AdverseEvent, clinic: Clinic, today: date) -> Lock | None:
    """The lock that a serious event puts on needling, and the letter that opened it; None for other events."""
    if event.state == AdverseEvent.State.RULED_OUT or not is_serious(event.kind, event.grade):
        return None
    raised = happened(event, ZoneInfo(clinic.timezone)).raised
    rows = letters_about([event.episode.patient_id]).filter(item__in=(event.kind, SERIOUS_REACTION))
    return Lock(_letter(rows.order_by("given_on", "pk"), raised, today))


def _letter(rows: Iterable[Clearance], raised: Raised, today: date) -> Clearance | None:
    for row in rows:
        if as_cleared(row).clears(raised.under(row.item), by=today):
            return row
    return None
