"""Needling sessions, check-ins and adverse events for tests, made through the services."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from patients.models import EpisodeOfCare, Visit
from practice.models import Credential, Membership, User
from practice.selectors import actor_of
from sessions import services
from sessions.models import AdverseEvent, CheckIn, Cosignature, NeedlingSession, SupervisorChange, VisitNote
from sessions.rules.check_ins import COMES
from tests.factories import patients, plans
from tests.people import PASSWORD, Cast

TARGET = {
    "muscle": "trapezius_upper", "side": "right", "needles_in": 2, "needles_out": 2, "diameter_mm": Decimal("0.30"),
    "length_mm": 40, "technique": "pistoning", "depth_mm": 20, "twitch": "yes", "familiar_pain": True,
}  # fmt: skip
SIX = ("trapezius_upper", "levator_scapulae", "splenius_capitis", "semispinalis_capitis", "temporalis", "occipitalis")
MEASURED = [
    {"measure": "nprs_current", "phase": "before", "value": Decimal(6)},
    {"measure": "nprs_current", "phase": "after", "value": Decimal(3)},
    {"measure": "crom_rotation_right", "phase": "before", "value": Decimal(55)},
]
COMPLETE: dict[str, Any] = {
    "minutes": 30, "position": "prone", "targets": [TARGET], "skin_prep": "alcohol", "gloves": True,
    "needle_lot": "SYN-LOT-0001", "sharps_disposed": True, "rescreen": {"changes": False, "positive": []},
    "consent_confirmed": True, "risk_explained": ["bruising", "pneumothorax"], "measurements": MEASURED,
    "response": "Looser at once, mild ache.", "adverse_events": [], "education": ["aftercare sheet"],
    "no_injection": True,
}  # fmt: skip
SUPERVISOR = "Noa (synthetic)"


def treatable_episode(cast: Cast, **details: Any) -> EpisodeOfCare:
    """An episode of Pia's with screening, consent and a signed plan: a session in it can be signed."""
    episode = patients.ready_episode(cast, **details)
    plans.signed_plan(cast, episode)
    return episode


def draft_session(cast: Cast, episode: EpisodeOfCare | None = None, **written: Any) -> NeedlingSession:
    """A session that says nothing but when it was."""
    now = timezone.now()
    given = {"occurred_at": patients.lately(), **written}
    return services.record_session(
        actor=cast.actor("ana"), episode=episode or treatable_episode(cast), now=now, **given
    )


def signable_session(cast: Cast, episode: EpisodeOfCare | None = None, **written: Any) -> NeedlingSession:
    """A complete draft: Ana can sign it as it stands."""
    return draft_session(cast, episode, **{**COMPLETE, **written})


def signed_session(cast: Cast, episode: EpisodeOfCare | None = None, **written: Any) -> NeedlingSession:
    """A session that Ana has signed."""
    session = signable_session(cast, episode, **written)
    return services.sign_session(actor=cast.actor("ana"), session=session, now=timezone.now())


def check_in(cast: Cast, session: NeedlingSession, **answered: Any) -> CheckIn:
    """An answer of the patient 24 hours after a session, or as many as said, given then (without waiting for it)."""
    given = {"hours_after": 24, "soreness": 2, **answered}
    seen, hours = session.visit.occurred_at, given["hours_after"]
    at = max(min(timezone.now(), seen + timedelta(hours=hours)), seen + timedelta(hours=COMES[hours]))
    return services.record_check_in(actor=cast.actor("pia"), session=session, now=at, **given)


def adverse_event(cast: Cast, episode: EpisodeOfCare, kind: str = "bruising", **details: Any) -> AdverseEvent:
    """Something that went wrong in an episode."""
    return services.record_adverse_event(
        actor=cast.actor("ana"), episode=episode, kind=kind, now=timezone.now(), **details
    )


def as_json(episode: EpisodeOfCare, **written: Any) -> dict[str, Any]:
    """What a program sends for a complete session."""
    return {"episode": episode.pk, "occurred_at": patients.lately(), **_numbers(COMPLETE), **written}


def _numbers(told: Any) -> Any:
    """Decimals as JSON numbers."""
    if isinstance(told, Decimal):
        return int(told) if told == int(told) else float(told)
    if isinstance(told, dict):
        return {key: _numbers(value) for key, value in told.items()}
    return [_numbers(value) for value in told] if isinstance(told, list) else told


def record_visit(cast: Cast, episode: EpisodeOfCare, **written: Any) -> VisitNote:
    """A visit without needling that Ana can sign as it stands."""
    now = timezone.now()
    given = {
        "occurred_at": patients.lately(), "minutes": 30, "response": "Moves more freely.",
        "interventions": [{"key": "exercise", "minutes": 20}], **written,
    }  # fmt: skip
    return services.record_visit(actor=cast.actor("ana"), episode=episode, now=now, **given)


def cosigned_session(cast: Cast, episode: EpisodeOfCare) -> Cosignature:
    """A note of Ana's that names Noa as supervisor and that Noa has co-signed."""
    noa = supervisor(cast)
    session = signed_session(cast, episode, supervisor=noa)
    return services.cosign_session(actor=actor_of(noa), session=session, now=timezone.now())


def renamed_supervision(cast: Cast, episode: EpisodeOfCare) -> SupervisorChange:
    """A note of Noa's that named Ana as supervisor and for which Ana has named Bea instead."""
    session, bea = waiting_for_cosignature(cast, episode), supervisor(cast, "bea")
    return services.name_supervisor(actor=cast.actor("ana"), session=session, supervisor=bea, now=timezone.now())


def waiting_for_cosignature(cast: Cast, episode: EpisodeOfCare) -> NeedlingSession:
    """A note of Noa's that names Ana as supervisor and that Ana has not co-signed yet."""
    noa, now = actor_of(Membership.objects.get(name=SUPERVISOR)), timezone.now()
    given = {"occurred_at": patients.lately(), "supervisor": cast.members["ana"], **COMPLETE}
    session = services.record_session(actor=noa, episode=episode, now=now, **given)
    return services.sign_session(actor=noa, session=session, now=now)


def supervisor(cast: Cast, name: str = "noa") -> Membership:
    """A second therapist of the clinic, with full authority."""
    user = User.objects.create_user(f"{name}@example.test", PASSWORD, name=f"{name.capitalize()} (synthetic)")
    member = Membership.objects.create(user=user, roles=["therapist"], name=user.name, suffix="PT")
    _allow(cast, member, (Credential.Kind.LICENCE, Credential.Kind.NEEDLING))
    return member


def left_behind(cast: Cast, visit: Visit) -> Visit:
    """The draft of a therapist who has left since."""
    gone = supervisor(cast, f"gone{Membership.objects.count()}")
    Visit.objects.filter(pk=visit.pk).update(therapist=gone)
    Membership.objects.filter(pk=gone.pk).update(active=False)
    visit.refresh_from_db()
    return visit


def trainee(cast: Cast, name: str = "ida") -> None:
    """Make a member a therapist whose only needling authority is supervised training."""
    member = cast.members[name]
    Membership.objects.filter(pk=member.pk).update(roles=["therapist"])
    _allow(cast, member, (Credential.Kind.LICENCE, Credential.Kind.TRAINING))


def _allow(cast: Cast, member: Membership, kinds: Iterable[str]) -> None:
    for kind in kinds:
        Credential.objects.create(
            membership=member, kind=kind, jurisdiction=cast.here.jurisdiction, number=f"SYN-{kind}",
            issued_on=date(2020, 1, 1), expires_on=date(2100, 1, 1),
        )  # fmt: skip
