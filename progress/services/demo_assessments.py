"""The demo's person with two kinds of headache: a signed initial assessment with profile, criteria and palpation."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from patients.models import EpisodeOfCare, Patient, Screening
from patients.services import record_assessment, sign_assessment
from practice import reference, selectors
from practice.models import Membership

BAND: Final[dict[str, Any]] = {
    "name": "Band around the head", "days_per_month": Decimal(16), "months": 24, "attack_hours": Decimal(10),
    "usual_intensity": 5, "worst_intensity": 7, "where": "both", "quality": "pressing", "worse_with_activity": False,
    "nausea": "none", "light": False, "sound": False, "aura": False, "triggers": ["posture", "screen", "stress"],
    "onset": "Slowly, with a new desk job", "medicine_days": {"simple": 9}, "answers": {"excl": True},
    "chosen": ["tth_chronic"],
}  # fmt: skip
SICK: Final[dict[str, Any]] = {
    "name": "Sick headache", "days_per_month": Decimal(3), "months": 120, "attack_hours": Decimal(24),
    "usual_intensity": 7, "worst_intensity": 9, "where": "changing", "quality": "pulsating",
    "worse_with_activity": True, "nausea": "severe", "light": True, "sound": True, "aura": False,
    "triggers": ["menses", "sleep"], "medicine_days": {"triptan": 3}, "answers": {"att5": True, "excl": True},
    "chosen": ["migraine_without_aura"],
}  # fmt: skip
FINDINGS: Final[list[dict[str, Any]]] = [
    {"muscle": "trapezius_upper", "side": "bilateral", "taut_band": True, "familiar_pain": True, "tenderness": 6,
     "referral": "the temple"},
    {"muscle": "splenius_capitis", "side": "left", "taut_band": True, "tenderness": 4},
    {"muscle": "rectus_capitis_posterior_major", "side": "right", "tenderness": 5, "familiar_pain": True},
    {"muscle": "temporalis", "side": "left", "tenderness": 3},
]  # fmt: skip
MEASURED: Final = {
    "headache_days_28": 18, "nprs_current": 4, "hit6": 63, "crom_rotation_left": 62, "crom_rotation_right": 71,
    "frt_left": 30, "frt_right": 41, "dnf_endurance": 18, "cva": 46,
}  # fmt: skip


def assessed_with_two_headaches(therapist: Membership, today: date, now: datetime) -> None:
    """A person whose first examination is signed and whose plan is still to come."""
    actor = selectors.actor_of(therapist)
    patient = Patient.objects.create(
        record_number="SYN-TWO-0001", given_name="Tia", family_name="Twokinds (synthetic)", sex="female",
        date_of_birth=date(1986, 9, 17), search_name="tia twokinds (synthetic)", pronouns="she/her",
    )  # fmt: skip
    episode = EpisodeOfCare.objects.create(
        patient=patient, condition="tth_chronic", therapist=therapist, started_on=today - timedelta(days=2),
        state=EpisodeOfCare.State.ASSESSMENT,
    )  # fmt: skip
    when = now - timedelta(hours=26)
    Screening.objects.create(
        episode=episode, answered_at=when, answered_by=therapist, candidacy="proceed",
        form_edition=reference.current_edition("screening"),
    )  # fmt: skip
    made = record_assessment(
        actor=actor, episode=episode, now=now, occurred_at=when, minutes=45, icd10=["G44.229", "G43.009"],
        complaint="Headache most days, and sick headaches a few times a month",
        impression="Chronic tension-type headache with tender neck muscles; migraine without aura.",
        headaches=[BAND, SICK], findings=FINDINGS,
        measurements=[{"measure": key, "value": Decimal(value)} for key, value in MEASURED.items()],
    )  # fmt: skip
    sign_assessment(actor=actor, assessment=made, now=when + timedelta(hours=1))
