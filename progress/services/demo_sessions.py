"""The demo's sessions of the last days: one signed, one half written, one that waits for a co-signature, and others."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from patients.models import EpisodeOfCare, Measurement, Visit
from practice import selectors
from practice.models import Clinic, Membership
from sessions.models import NeedlingSession, Target
from sessions.services import (
    follow_up_adverse_event,
    follow_up_check_in,
    record_check_in,
    record_session,
    record_visit,
    sign_session,
    sign_visit,
)

NEEDLED: Final = {
    "needles_in": 2, "needles_out": 2, "diameter_mm": Decimal("0.30"), "length_mm": 40, "technique": "pistoning",
    "safeguard": "pincer grip", "depth_mm": 20, "twitch": "yes", "familiar_pain": True, "risk_confirmed": True,
}  # fmt: skip


def recent_sessions(
    episode: EpisodeOfCare, other: EpisodeOfCare, members: dict[str, Membership], clinic: Clinic, now: datetime
) -> None:
    """What the last days brought in one episode, and a draft of today in another."""
    therapist = members["therapist"]
    _without_needles(episode, therapist, now)
    _to_be_cosigned(episode, members, now)
    _yesterday(episode, therapist, now)
    _unsigned_note(other, therapist, clinic, now)


def _unsigned_note(episode: EpisodeOfCare, therapist: Membership, clinic: Clinic, now: datetime) -> None:
    """A session of today, half written: its counts differ and its answers are missing."""
    began = min(now - timedelta(minutes=40), _noon(clinic))
    visit = Visit.objects.create(
        episode=episode, therapist=therapist, occurred_at=began, minutes=30,
        occurred_on=began.astimezone(ZoneInfo(clinic.timezone)).date(),
    )  # fmt: skip
    session = NeedlingSession.objects.create(
        id=visit.pk, visit=visit, position="prone", skin_prep="alcohol", gloves=True
    )
    Measurement.objects.create(visit=visit, measure="nprs_current", phase="before", value=4)
    Target.objects.bulk_create(
        Target(
            session=session, position=n, muscle=muscle, side="right", needles_in=2, needles_out=out,
            technique="pistoning", diameter_mm=Decimal("0.25"), length_mm=40, twitch=Target.Twitch.YES,
        )
        for n, (muscle, out) in enumerate((("semispinalis_capitis", 2), ("trapezius_upper", 1)))
    )  # fmt: skip


def _yesterday(episode: EpisodeOfCare, therapist: Membership, now: datetime) -> None:
    """A signed session with a swelling two hours later, for a clinician to grade; the answer of today is still open."""
    actor = selectors.actor_of(therapist)
    session = record_session(
        actor=actor, episode=episode, now=now, occurred_at=now - timedelta(hours=26), minutes=40,
        interventions=[{"key": "exercise", "minutes": 15}], **_complete(),
    )  # fmt: skip
    sign_session(actor=actor, session=session, now=now - timedelta(hours=25))
    record_check_in(
        actor=actor, session=session, hours_after=2, soreness=3, relief=6, headache=False, now=now,
        answered_at=now - timedelta(hours=24), warning_signs=["swelling"], note="A lump where the needle was.",
    )  # fmt: skip


def _to_be_cosigned(episode: EpisodeOfCare, members: dict[str, Membership], now: datetime) -> None:
    """A session of the trainee's, signed, that waits for the supervisor."""
    actor = selectors.actor_of(members["trainee"])
    session = record_session(
        actor=actor, episode=episode, now=now, occurred_at=now - timedelta(hours=50), minutes=25,
        supervisor=members["therapist"], **_complete(),
    )  # fmt: skip
    sign_session(actor=actor, session=session, now=now - timedelta(hours=49))
    _called_back(session, members["therapist"], now)


def _called_back(session: NeedlingSession, therapist: Membership, now: datetime) -> None:
    """An alert that was closed the same day: the patient was called, and what was suspected did not happen."""
    actor = selectors.actor_of(therapist)
    answer = record_check_in(
        actor=actor, session=session, hours_after=24, soreness=2, relief=5, headache=False, now=now,
        answered_at=now - timedelta(hours=27), warning_signs=["fainted"], note="Very dizzy when I got up.",
    )  # fmt: skip
    done = "Called within the hour: dizzy once on getting up, no faint, drank too little. Calls again if it comes back."
    follow_up_check_in(actor=actor, check_in=answer, done=done, now=now - timedelta(hours=26))
    for event in answer.adverse_events.all():
        follow_up_adverse_event(
            actor=actor, event=event, now=now - timedelta(hours=26), state="ruled_out",
            description="Dizzy for a moment on getting up, no faint.",
        )  # fmt: skip


def _without_needles(episode: EpisodeOfCare, therapist: Membership, now: datetime) -> None:
    """A missed appointment, and exercise instead of needles the day after."""
    actor = selectors.actor_of(therapist)
    record_visit(
        actor=actor, episode=episode, now=now, occurred_at=now - timedelta(hours=98), outcome=Visit.State.NO_SHOW,
        reason="Did not answer the telephone either.",
    )  # fmt: skip
    note = record_visit(
        actor=actor, episode=episode, now=now, occurred_at=now - timedelta(hours=74), minutes=30,
        interventions=[{"key": "exercise", "minutes": 20}, {"key": "manual_therapy", "minutes": 10}],
        response="Moves more freely.", education=["keep moving"],
    )  # fmt: skip
    sign_visit(actor=actor, visit_note=note, now=now - timedelta(hours=73))


def _complete() -> dict[str, Any]:
    """Everything that a session of three muscles says but its time and its minutes."""
    muscles = (("trapezius_upper", "right"), ("trapezius_upper", "left"), ("splenius_capitis", "right"))
    return {
        "position": "prone", "skin_prep": "alcohol", "gloves": True, "needle_lot": "SYN-LOT-0042",
        "sharps_disposed": True, "no_injection": True, "rescreen": {"changes": False, "positive": []},
        "consent_confirmed": True, "adverse_events": [],
        "risk_explained": ["bruising", "pneumothorax", "nerve_injury", "bleeding"], "education": ["aftercare sheet"],
        "response": "Looser at once, mild ache.",
        "precautions": "Lying down, few needles, talked through each one.",
        "targets": [{"muscle": muscle, "side": side, **NEEDLED} for muscle, side in muscles],
        "measurements": [
            {"measure": "nprs_current", "phase": phase, "value": Decimal(value)}
            for phase, value in (("before", 3), ("after", 1))
        ],
    }  # fmt: skip


def _noon(clinic: Clinic) -> datetime:
    today = selectors.today_in(clinic)
    return datetime.combine(today, time(12), tzinfo=ZoneInfo(clinic.timezone)).astimezone(UTC)
