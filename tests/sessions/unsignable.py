"""Every way to break a complete note that a door is asked to sign: what is written, and what becomes of the record."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from patients.models import Consent, EpisodeOfCare, Patient
from patients.services import hand_over_note, refer_out, withdraw_consent
from practice.models import Clinic, Credential
from sessions.models import NeedlingSession
from tests.factories import patients, plans
from tests.factories.sessions import TARGET, adverse_event, supervisor, treatable_episode

DAY = timedelta(days=1)
LONG_AGO = datetime(2021, 9, 20, 10, tzinfo=UTC)  # ten days before the code of the episode came into use
ESTIM = {"frequency_hz": 2, "pulse_us": 250, "minutes": 10, "intensity": "comfortable", "leads": ["a-b"], "device": "X"}
LOST = {**TARGET, "needles_out": 1}


def nothing(cast, session) -> None:
    """The record stays as it is."""


@dataclass(frozen=True)
class Broken:
    """What a note says otherwise than a complete one, what happens around it once it stands, and who signs it where."""

    written: dict[str, Any] = field(default_factory=dict)
    around: Callable[..., None] = nothing
    begun: Callable[..., EpisodeOfCare] = treatable_episode
    signs: str = "ana"


def licence_ended(cast, session):
    ended = session.visit.occurred_on - DAY
    Credential.objects.filter(membership=cast.members["ana"], kind="licence").update(expires_on=ended)


def consent_withdrawn(cast, session):
    consent = Consent.objects.get(episode=session.visit.episode)
    before = timezone.now() - timedelta(hours=2)
    withdraw_consent(actor=cast.actor("ana"), consent=consent, now=before, reason="Changed her mind.")


def on_hold(cast, session):
    held = {"state": "on_hold", "held_on": session.visit.occurred_on - DAY}
    EpisodeOfCare.objects.filter(pk=session.visit.episode_id).update(**held)


def referred_out(cast, session):
    before = session.visit.occurred_at - timedelta(minutes=1)
    refer_out(actor=cast.actor("ana"), episode=session.visit.episode, reason="To Dr Roe (synthetic).", now=before)


def in_california(cast, session):
    Clinic.objects.filter(pk=cast.here.pk).update(jurisdiction="CA")


def born(years):
    def younger(cast, session):
        day, clinic = session.visit.occurred_on, Clinic.objects.filter(pk=cast.here.pk)
        birthday = date(day.year - years, day.month, min(day.day, 28))
        Patient.objects.filter(pk=session.visit.episode.patient_id).update(date_of_birth=birthday)
        clinic.update(minimum_age=14)

    return younger


def lung_touched(cast, session):
    before = session.visit.occurred_at - timedelta(hours=2)
    adverse_event(cast, session.visit.episode, "pneumothorax", occurred_at=before)


def handed_over(cast, session):
    cast.members["noa"] = supervisor(cast)
    told = {"therapist": cast.members["noa"], "reason": "Ana is ill.", "now": timezone.now()}
    hand_over_note(actor=cast.actor("max"), visit=session.visit, **told)


def handed_over_to_who_has_no_licence(cast, session):
    handed_over(cast, session)
    Credential.objects.filter(membership=cast.members["noa"], kind="licence").delete()


def in_training(cast, session):
    authority = Credential.objects.filter(membership=cast.members["ana"], kind=Credential.Kind.NEEDLING)
    authority.update(kind=Credential.Kind.TRAINING)


def supervised_by_who_may_not(cast, session):
    bea = supervisor(cast, "bea")
    Credential.objects.filter(membership=bea).delete()
    NeedlingSession.objects.filter(pk=session.pk).update(supervisor=bea)


def without(*, consent=None, screening=None, plan=True, ago=21):
    """An episode that begins otherwise: no consent or screen where {} is not said, another one where it says more."""

    def begun(cast):
        made = patients.episode(cast, icd10=["G44.229"], started_on=patients.today(cast) - ago * DAY)
        if consent is not None:
            patients.consent(cast, made, **{name: tell(cast) for name, tell in consent.items()})
        if screening is not None:
            patients.screening(cast, made, **screening)
        if plan:
            plans.signed_plan(cast, made)
        return made

    return begun


def estim_agreed(cast):
    return "dry_needling_estim"


def coded_before_its_time(cast):
    return plans.some_episode(cast, started_on=date(2021, 9, 1))


def target(**changes):
    return Broken({"targets": [{**TARGET, **changes}]})


WITH_EXPIRED = without(consent={"expires_on": lambda cast: patients.today(cast) - DAY}, screening={})
WITH_PACEMAKER = without(
    consent={"scope": estim_agreed}, screening={"positive": ["pacemaker_estim"], "precautions": "No stimulation."}
)
WITH_LIMIT = without(
    consent={}, screening={"positive": ["over_implant"], "limited_muscles": {"over_implant": ["trapezius_upper"]}}
)
# By the code of the blocker that stops it; what the database or the shape rules out has no such session.
BROKEN: dict[str, Broken] = {
    "minutes_missing": Broken({"minutes": None}),
    "location_missing": Broken({"location": ""}),
    "needling_not_permitted": Broken(around=in_california),
    "license_or_endorsement": Broken(around=licence_ended),
    "plan_missing": Broken(begun=patients.ready_episode),
    "care_on_hold": Broken(around=on_hold),
    "care_referred_out": Broken(around=referred_out),
    "screening_missing": Broken(begun=without(consent={}, plan=False)),
    "screening_expired": Broken(begun=without(consent={}, screening={}, plan=False, ago=40)),
    "screening_incomplete": Broken(begun=without(consent={}, screening={"unanswered": ["diabetes"]}, plan=False)),
    "rescreen_missing": Broken({"rescreen": None}),
    "rescreen_unexplained": Broken({"rescreen": {"changes": True, "positive": []}}),
    "red_flag_open": Broken({"rescreen": {"changes": True, "positive": ["myelo_hand_gait"]}}),
    "not_a_candidate": Broken(around=lung_touched),
    "rescreen_not_screened": Broken({"rescreen": {"changes": True, "positive": ["diabetes"]}}),
    "precaution_unplanned": Broken({"rescreen": {"changes": True, "positive": ["pregnancy"]}}),
    "code_not_in_force": Broken({"occurred_at": LONG_AGO}, begun=coded_before_its_time),
    "below_minimum_age": Broken(around=born(13)),
    "consent_missing": Broken(begun=without(screening={})),
    "consent_expired": Broken(begun=WITH_EXPIRED),
    "consent_withdrawn": Broken(around=consent_withdrawn),
    "guardian_consent_missing": Broken(around=born(15)),
    "own_consent_missing": Broken(around=born(18)),
    "consent_scope": Broken({"estim": ESTIM}),
    "consent_not_confirmed": Broken({"consent_confirmed": False}),
    "risk_not_explained": Broken({"risk_explained": []}),
    "position_missing": Broken({"position": ""}),
    "no_targets": Broken({"targets": []}),
    "needle_count_mismatch": target(needles_out=1),
    "incident_incomplete": Broken({"targets": [LOST], "adverse_events": [{"kind": "retained_needle"}]}),
    "do_not_needle": target(muscle="longus_colli"),
    "area_limited": Broken(begun=WITH_LIMIT),
    "high_risk_unconfirmed": target(muscle="trapezius_lower"),
    "needle_size_missing": target(length_mm=None),
    "deeper_than_the_needle": target(depth_mm=41),
    "technique_missing": target(technique=""),
    "twitch_missing": target(twitch=""),
    "familiar_pain_missing": target(familiar_pain=None),
    "estim_not_allowed": Broken({"estim": ESTIM}, begun=WITH_PACEMAKER),
    "estim_incomplete": Broken({"estim": {**ESTIM, "leads": []}}),
    "skin_prep_missing": Broken({"skin_prep": ""}),
    "gloves_missing": Broken({"gloves": False}),
    "sharps_missing": Broken({"sharps_disposed": None}),
    "response_missing": Broken({"response": ""}),
    "adverse_events_unanswered": Broken({"adverse_events": None}),
    "education_missing": Broken({"education": []}),
    "no_injection_missing": Broken({"no_injection": False}),
    "intervention_minutes_missing": Broken({"interventions": [{"key": "exercise"}]}),
    "timed_minutes_overlap": Broken({"interventions": [{"key": "exercise", "minutes": 30}]}),
    "supervisor_missing": Broken(around=in_training),
    "supervisor_not_qualified": Broken(around=supervised_by_who_may_not),
    "other_clinician": Broken(around=handed_over),
    "license_or_endorsement of who took it over": Broken(around=handed_over_to_who_has_no_licence, signs="noa"),
}
