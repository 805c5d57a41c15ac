"""How the plans of the demo were certified: signed, sent, by a verbal order that waits, and one not at all."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from patients.models import EpisodeOfCare
from plans.models import Certification
from plans.selectors import newest_signed
from plans.services import record_certification
from practice import selectors
from practice.models import Membership

BY_WORD, SENT, NOT_YET = "SYN-05", "SYN-02", "SYN-08"
PHYSICIAN: Final = "Dr. Kim Physician (synthetic)"
AFTER: Final = timedelta(days=6)
ORDERED_AGO: Final = timedelta(days=9)


def certified_first(episode: EpisodeOfCare, therapist: Membership, today: date) -> None:
    """The first certification of a case in care, some days after the plan was signed; none for one of them."""
    plan = newest_signed(episode)
    if plan is None or episode.discharged_on or episode.case_key == NOT_YET:
        return
    on = today - ORDERED_AGO if episode.case_key == BY_WORD else min(plan.starts_on + AFTER, today)
    ways = {BY_WORD: _by_word, SENT: _sent}
    how = ways[episode.case_key](on) if episode.case_key in ways else {}
    record_certification(
        actor=selectors.actor_of(therapist), episode=episode, today=today, kind=Certification.Kind.INITIAL,
        certified_on=on, duration_weeks=plan.duration_weeks, certified_by=PHYSICIAN, **how,
    )  # fmt: skip


def _by_word(on: date) -> dict[str, Any]:
    moment = datetime.combine(on, time(15, 20), ZoneInfo(selectors.clinic().timezone))
    return {"how": Certification.How.VERBAL, "taken_at": moment, "read_back": True}


def _sent(on: date) -> dict[str, Any]:
    return {"how": Certification.How.SENT, "referral_on": on - 2 * AFTER}
