"""Patients' records for tests, made through the services: `ready_episode(cast)` is ready for the needle."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from patients import services
from patients.models import Assessment, Clearance, Consent, EpisodeOfCare, Override, Patient, PatientMerge, Screening
from practice import reference
from practice import selectors as practice
from practice.models import Clinic

DAYS_OF_CARE = 21


def today(cast) -> date:
    return practice.today_in(cast.here)


def midday(cast, day: date) -> datetime:
    """Noon of a day in the clinic."""
    return datetime.combine(day, datetime.min.time(), ZoneInfo(cast.here.timezone)) + timedelta(hours=12)


def lately() -> datetime:
    """An hour ago; early in the clinic's day less, so that it is a moment of today, and of two the second is later."""
    now = timezone.now().astimezone(ZoneInfo(Clinic._meta.get_field("timezone").default))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return now - min(timedelta(hours=1), (now - midnight) / 2)


def patient(cast, *, actor: str = "ana", **details) -> Patient:
    wanted = {"given_name": "Noor", "family_name": "Person (synthetic)", "date_of_birth": date(1990, 3, 4)}
    wanted |= {"confirm_duplicate": True, **details}
    return services.register_patient(actor=cast.actor(actor), today=today(cast), **wanted)


def merge(cast, merged: Patient, *, kept: Patient | None = None, actor: str = "rui", **more) -> PatientMerge:
    """Another record that turned out to be Pia's."""
    wanted = {"reason": "Same face, same street, registered twice.", **more}
    return services.merge_patients(
        actor=cast.actor(actor), kept=kept or cast.pia, merged=merged, now=timezone.now(), **wanted
    )  # fmt: skip


def undo_merge(cast, made: PatientMerge, *, actor: str = "max", **more) -> PatientMerge:
    """The two records were of two people after all."""
    return services.undo_merge(
        actor=cast.actor(actor), merge=made, reason="Cousins.", now=timezone.now(), **more
    )  # fmt: skip


def episode(cast, *, of: Patient | None = None, actor: str = "ana", **details) -> EpisodeOfCare:
    wanted = {"condition": "tth_chronic", "started_on": today(cast) - timedelta(days=DAYS_OF_CARE), **details}
    return services.start_episode(actor=cast.actor(actor), patient=of or cast.pia, today=today(cast), **wanted)


def discharged_episode(cast, **details) -> EpisodeOfCare:
    """Care that ended today, with its summary."""
    made, day = episode(cast, **details), today(cast)
    ending = {"outcome": "goals_met", "discharge_summary": "Well.", "discharged_on": day}
    return services.discharge(actor=cast.actor("ana"), episode=made, today=day, **ending)


def screening(cast, of: EpisodeOfCare, *, actor: str = "ana", **details) -> Screening:
    wanted = {"answered_at": midday(cast, of.started_on), **details}
    made = services.record_screening(actor=cast.actor(actor), episode=of, now=timezone.now(), **wanted)
    of.refresh_from_db()
    return made


def older_screening(cast, of: EpisodeOfCare, **answers) -> Screening:
    """A screen of the time before each item had a plan of its own: one text for all of them."""
    row = Screening(
        episode=of, answered_at=lately() - timedelta(hours=1), answered_by=cast.members["ana"], precaution_plans=None,
        form_edition=reference.current_edition("screening"), candidacy="proceed_with_precautions", **answers,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def clearance(cast, of: EpisodeOfCare, item: str, *, actor: str = "ana", **details) -> Clearance:
    wanted = {
        "given_by": "Dr. Ola Physician (synthetic)", "given_on": today(cast), "reason": "Seen and examined.", **details,
    }  # fmt: skip
    made = services.record_clearance(actor=cast.actor(actor), episode=of, item=item, today=today(cast), **wanted)
    of.refresh_from_db()
    return made


def letter_on_record(cast, of: EpisodeOfCare, item: str) -> Clearance:
    """A letter that is on record although nothing is open that it names, as one of an earlier release."""
    return Clearance.objects.create(
        episode=of, item=item, given_by="Dr. Ola Physician (synthetic)", given_on=today(cast),
        reason="Seen and examined.", recorded_by=cast.members["ana"],
    )  # fmt: skip


def cautious_episode(cast, *, item: str = "diabetes", **details) -> EpisodeOfCare:
    """An episode of Pia's with one relative item and its written precaution."""
    made = episode(cast, icd10=["G44.229"], **details)
    consent(cast, made)
    screening(cast, made, positive=[item], precautions="Short session, look at the skin.")
    return made


def override(cast, of: EpisodeOfCare, item: str = "diabetes", *, actor: str = "ana", **details) -> Override:
    wanted = {"holds_on": today(cast), "reason": "Well controlled, seen by her physician.", **details}
    return services.record_override(actor=cast.actor(actor), episode=of, item=item, now=timezone.now(), **wanted)


def consent(cast, of: EpisodeOfCare, *, actor: str = "ana", **details) -> Consent:
    wanted = {"signed_on": of.started_on, "signed_how": "paper", "signed_name": "Pia Person (synthetic)",
              "copy_given": True, **details}  # fmt: skip
    return services.record_consent(actor=cast.actor(actor), episode=of, today=today(cast), **wanted)


def ready_episode(cast, *, actor: str = "ana", **details) -> EpisodeOfCare:
    """Pia's chronic tension-type headache, three weeks in: screening says proceed, consent is written."""
    made = episode(cast, actor=actor, **{"icd10": ["G44.229"], **details})
    consent(cast, made, actor=actor)
    screening(cast, made, actor=actor)
    return made


def assessment(cast, of: EpisodeOfCare, *, actor: str = "ana", **details) -> Assessment:
    """A draft that holds everything a signature asks for."""
    wanted = {
        "occurred_at": midday(cast, of.started_on), "complaint": "Pressing headache on most days.",
        "impression": "Chronic tension-type headache with tender neck muscles.", "icd10": ["G44.229"],
        "findings": [{"muscle": "trapezius_upper", "side": "right", "taut_band": True, "tenderness": 6}],
        "measurements": [{"measure": "headache_days_28", "value": 20}, {"measure": "nprs_current", "value": 6}],
        **details,
    }  # fmt: skip
    return services.record_assessment(actor=cast.actor(actor), episode=of, now=timezone.now(), **wanted)


def signed_assessment(cast, of: EpisodeOfCare, *, actor: str = "ana", **details) -> Assessment:
    made = assessment(cast, of, actor=actor, **details)
    signed = services.sign_assessment(actor=cast.actor(actor), assessment=made, now=timezone.now())
    of.refresh_from_db()
    return signed
