"""A patient of the demo with much to mind: an area closed on one side, an answer that expired, an override, a consent
signed on the screen.
"""

from datetime import date, datetime, timedelta
from typing import Final

from patients.models import EpisodeOfCare, Patient
from patients.services import record_consent, record_override, record_screening
from practice import selectors
from practice.models import Membership

DRAWN: Final = (  # a signature, as strokes on a field of 600 by 200
    "M60 140 L70 60 L80 50 L95 130 L110 60 L118 55 M130 110 L140 90 L155 92 L158 115 L140 120 L131 108 M175 112"
    " L184 92 L199 94 L203 116 L186 121 L176 110 M220 120 L226 90 L238 88 L246 95 M260 60 L256 170 L380 150"
)
DAYS_OF_CARE: Final = 5


def careful_patient(therapist: Membership, *, today: date, now: datetime) -> EpisodeOfCare:
    """Screened some days ago: what holds for one visit only is to be asked again today."""
    actor, started_on = selectors.actor_of(therapist), today - timedelta(days=DAYS_OF_CARE)
    patient = Patient.objects.create(
        record_number="SYN-NEW-0002", given_name="Cleo", family_name="Careful (synthetic)", sex="female",
        date_of_birth=date(1988, 9, 12), search_name="cleo careful (synthetic)", pronouns="she/her",
    )  # fmt: skip
    episode: EpisodeOfCare = EpisodeOfCare.objects.create(
        patient=patient, condition="tth_chronic", therapist=therapist, started_on=started_on,
        state=EpisodeOfCare.State.SCREENING, icd10=["G44.229"],
    )  # fmt: skip
    record_screening(
        actor=actor, episode=episode, now=now, answered_at=now - timedelta(days=DAYS_OF_CARE - 1),
        positive=["over_implant", "pregnancy", "diabetes"],
        precaution_plans={
            "pregnancy": "Side-lying, few needles; no points at the lower back or belly.",
            "diabetes": "Look at the skin before and after, thin needles, short session.",
        },
        limited_muscles={"over_implant": ["pectoralis_major"]},
        limited_sides={"over_implant": {"pectoralis_major": "left"}},
    )  # fmt: skip
    record_consent(
        actor=actor, episode=episode, today=today, signed_on=started_on, signed_name=patient.full_name,
        areas=["posterior neck", "shoulder girdle"], signed_how="drawn", signature=DRAWN, copy_given=True,
    )  # fmt: skip
    record_override(
        actor=actor, episode=episode, item="diabetes", holds_on=today, now=now,
        reason="Well controlled, no neuropathy; her physician agrees.",
    )  # fmt: skip
    return episode
