"""Words of this app that models store and rules decide by: choices without a model, so that rules know no database."""

from typing import Final

from django.db.models import TextChoices


class EpisodeState(TextChoices):
    """Where the course of care stands (domain.md section a)."""

    SCREENING = "screening", "Screening"
    ASSESSMENT = "assessment", "Assessment"
    PLAN_DRAFT = "plan_draft", "Plan being drafted"
    ACTIVE = "plan_active", "In treatment"
    ON_HOLD = "on_hold", "On hold"
    REFERRED_OUT = "referred_out", "Referred out"
    DISCHARGED = "discharged", "Discharged"


class EpisodeOutcome(TextChoices):
    """How care ended: the triggers of a discharge, and the two exits before a plan (domain.md section a)."""

    GOALS_MET = "goals_met", "Goals met"
    PLATEAU = "plateau", "No further change expected"
    NON_ATTENDANCE = "non_attendance", "Stopped coming"
    REFERRED = "referred", "Referred to someone else"
    PATIENT_WISH = "patient_wish", "The patient's wish"
    NOT_A_CANDIDATE = "not_a_candidate", "Needling is not suitable"
    PLAN_DECLINED = "plan_declined", "The plan was declined"
    OTHER = "other", "Other"


class VisitKind(TextChoices):
    """What a visit was for."""

    EVALUATION = "evaluation", "Initial assessment"
    TREATMENT = "treatment", "Treatment"
    REEVALUATION = "reevaluation", "Re-assessment"
    DISCHARGE = "discharge", "Discharge assessment"


class VisitState(TextChoices):
    """What became of a visit."""

    PLANNED = "planned", "Planned"
    ATTENDED = "attended", "Attended"
    HELD = "held", "Seen, not needled"
    CANCELLED = "cancelled", "Cancelled"
    NO_SHOW = "no_show", "Did not come"


TOOK_PLACE: Final = (VisitState.ATTENDED, VisitState.HELD)
NOT_SEEN: Final = (VisitState.CANCELLED, VisitState.NO_SHOW)


class AppointmentState(TextChoices):
    """What became of an appointment."""

    BOOKED = "booked", "Booked"
    WAITING = "waiting", "Waiting"
    IN_TREATMENT = "in_treatment", "With the therapist"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"
    NO_SHOW = "no_show", "Did not come"


class RequestState(TextChoices):
    """What the desk made of a request for an appointment."""

    NEW = "new", "New"
    ACCEPTED = "accepted", "Appointment made"
    DECLINED = "declined", "Declined"


class AcuteMedicine(TextChoices):
    """Class of acute headache medicine: the classes differ in how many days a month are too many (ICHD-3 8.2)."""

    SIMPLE = "simple", "Simple pain reliever"
    TRIPTAN = "triptan", "Triptan"
    OPIOID = "opioid", "Opioid"
    ERGOT = "ergot", "Ergot"
    COMBINATION = "combination", "Combination pain reliever"


# The same classes as a patient knows them, by what stands on the pack.
MEDICINE_FOR_PATIENTS: Final = (
    (AcuteMedicine.SIMPLE, "Simple pain reliever, such as ibuprofen, acetaminophen or aspirin"),
    (AcuteMedicine.TRIPTAN, "Triptan, such as sumatriptan or rizatriptan"),
    (AcuteMedicine.OPIOID, "Opioid, such as codeine, tramadol or oxycodone"),
    (AcuteMedicine.ERGOT, "Ergot, such as ergotamine or dihydroergotamine"),
    (AcuteMedicine.COMBINATION, "Several in one tablet, such as acetaminophen and aspirin with caffeine"),
)

# What a person takes as a rule: one class, several, or nothing that is known.
USUAL_MEDICINE: Final = [("", "None, or not known"), *AcuteMedicine.choices, ("mixed", "Several classes")]


class Trigger(TextChoices):
    """What often sets a headache off."""

    POSTURE = "posture", "Sustained posture"
    NECK_MOVEMENT = "neck_movement", "Neck movement"
    SCREEN = "screen", "Screen work"
    STRESS = "stress", "Stress"
    SLEEP = "sleep", "Poor sleep"
    MENSES = "menses", "Menstruation"
    MEAL = "missed_meal", "Missed meal"
    ALCOHOL = "alcohol", "Alcohol"
    EXERTION = "exertion", "Exertion"
    WEATHER = "weather", "Weather"
    JAW = "jaw", "Chewing or clenching"
    SMELL = "smell", "Smells"
