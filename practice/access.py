"""Who may do what: permissions, roles, grants and the actor; the only place that decides it."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import TextChoices

from practice.errors import NotPermitted


class Role(TextChoices):
    """What a membership makes of a person in one clinic."""

    MANAGER = "manager", "Clinic manager"
    THERAPIST = "therapist", "Therapist"
    ASSISTANT = "assistant", "Assistant"
    FRONT_DESK = "front_desk", "Front desk"
    PATIENT = "patient", "Patient"


class Permission(TextChoices):
    """Everything that can be allowed; the value is what `me/` lists."""

    SIGN_IN = "sign_in", "sign in to this clinic"
    CLINIC_VIEW = "clinic.view", "see the clinic's settings and people"
    CLINIC_MANAGE = "clinic.manage", "change the clinic's settings, people and credentials"
    CLINIC_PROGRESS_VIEW = "clinic_progress.view", "see the clinic's outcomes and workload"
    AUDIT_VIEW = "audit.view", "read the audit trail"
    WORKLIST_VIEW = "worklist.view", "see what is due"
    PATIENT_VIEW = "patient.view", "find patients and see who they are"
    PATIENT_WRITE = "patient.write", "register patients and change their details"
    PATIENT_MERGE = "patient.merge", "merge two records of one person"
    APPOINTMENT_VIEW = "appointment.view", "see the calendar"
    APPOINTMENT_WRITE = "appointment.write", "book, move and cancel appointments"
    CALENDAR_FEED = "calendar.feed", "subscribe to your own calendar"
    REQUEST_ANSWER = "appointment_request.answer", "answer requests for an appointment"
    CHART_VIEW = "chart.view", "open the clinical chart"
    EPISODE_WRITE = "episode.write", "start, hold and change an episode of care"
    EPISODE_HAND_OVER = "episode.hand_over", "name another therapist for the care of somebody who is gone"
    DISCHARGE = "episode.discharge", "discharge a patient"
    SCREENING_WRITE = "screening.write", "record a screening and a clearance"
    CONSENT_VIEW = "consent.view", "see consents"
    CONSENT_WRITE = "consent.write", "record and withdraw consent"
    ASSESSMENT_WRITE = "assessment.write", "write an assessment"
    ASSESSMENT_SIGN = "assessment.sign", "sign an assessment"
    PLAN_WRITE = "plan.write", "draft and revise the plan of care and its goals"
    PLAN_SIGN = "plan.sign", "sign the plan of care"
    EXERCISE_WRITE = "exercise.write", "prescribe and progress exercises and posture habits"
    EXERCISE_LIBRARY_WRITE = "exercise_library.write", "add and change the clinic's own exercises"
    ADHERENCE_WRITE = "adherence.write", "record what was done of the exercises"
    DIARY_WRITE = "diary.write", "write headache diary days"
    SESSION_WRITE = "session.write", "record a needling session"
    VISIT_WRITE = "visit.write", "record a visit without needling, a cancellation or a no-show"
    ABSENCE_WRITE = "absence.write", "record that a patient cancelled or did not come"
    SESSION_SIGN = "session.sign", "sign a needling session"
    SUPERVISOR_NAME = "supervisor.name", "name another supervisor for a signed note"
    NOTE_HAND_OVER = "note.hand_over", "hand over a note that waits for its signature"
    ADDENDUM_WRITE = "addendum.write", "add an addendum to a signed note"
    CHECK_IN_WRITE = "check_in.write", "record a check-in after a session"
    CHECK_IN_FOLLOW_UP = "check_in.follow_up", "follow up an alert after a check-in"
    CHECK_IN_CLOSE_WARNING = "check_in.close_warning", "close a warning sign that a clinician must call about"
    ADVERSE_EVENT_WRITE = "adverse_event.write", "record and follow up an adverse event"
    ADVERSE_EVENT_GRADE = "adverse_event.grade", "grade or rule out a suspected adverse event"
    REPORT_VIEW = "report.view", "open reports"
    REPORT_REQUEST = "report.request", "request reports"
    OWN_CREDENTIALS = "own_credentials", "see the own credentials and keep their documents"
    OWN_RECORD = "own_record", "see and keep the own diary, exercises, check-ins and progress"


P = Permission
CARE_READING: Final = frozenset(
    {P.SIGN_IN, P.OWN_CREDENTIALS, P.PATIENT_VIEW, P.APPOINTMENT_VIEW, P.CHART_VIEW, P.CONSENT_VIEW, P.WORKLIST_VIEW}
    | {P.REPORT_VIEW}
)
DAILY_CARE: Final = frozenset(
    {P.ADHERENCE_WRITE, P.DIARY_WRITE, P.CHECK_IN_WRITE, P.CHECK_IN_FOLLOW_UP, P.ADVERSE_EVENT_WRITE}
)

GRANTS: Final[dict[Role, frozenset[Permission]]] = {
    Role.MANAGER: CARE_READING
    | {P.CLINIC_VIEW, P.CLINIC_MANAGE, P.CLINIC_PROGRESS_VIEW, P.AUDIT_VIEW, P.PATIENT_WRITE, P.CONSENT_WRITE}
    | {P.PATIENT_MERGE, P.REPORT_REQUEST, P.EXERCISE_LIBRARY_WRITE, P.SUPERVISOR_NAME, P.APPOINTMENT_WRITE}
    | {P.REQUEST_ANSWER, P.NOTE_HAND_OVER, P.EPISODE_HAND_OVER},
    Role.THERAPIST: CARE_READING
    | DAILY_CARE
    | {P.PATIENT_WRITE, P.EPISODE_WRITE, P.DISCHARGE, P.SCREENING_WRITE, P.CONSENT_WRITE, P.ASSESSMENT_WRITE}
    | {P.ASSESSMENT_SIGN, P.PLAN_WRITE, P.PLAN_SIGN, P.EXERCISE_WRITE, P.SESSION_WRITE, P.SESSION_SIGN, P.VISIT_WRITE}
    | {P.EXERCISE_LIBRARY_WRITE, P.SUPERVISOR_NAME, P.ABSENCE_WRITE, P.APPOINTMENT_WRITE, P.CALENDAR_FEED}
    | {P.NOTE_HAND_OVER, P.ADDENDUM_WRITE, P.REPORT_REQUEST, P.CLINIC_VIEW, P.ADVERSE_EVENT_GRADE}
    | {P.EPISODE_HAND_OVER, P.CHECK_IN_CLOSE_WARNING},
    Role.ASSISTANT: CARE_READING | DAILY_CARE | {P.EXERCISE_WRITE, P.VISIT_WRITE, P.ABSENCE_WRITE},
    Role.FRONT_DESK: frozenset(
        {P.SIGN_IN, P.PATIENT_VIEW, P.PATIENT_WRITE, P.CONSENT_VIEW, P.CONSENT_WRITE, P.CHECK_IN_WRITE}
        | {P.WORKLIST_VIEW, P.PATIENT_MERGE, P.OWN_CREDENTIALS, P.ABSENCE_WRITE, P.APPOINTMENT_VIEW}
        | {P.APPOINTMENT_WRITE, P.REQUEST_ANSWER}
    ),
    Role.PATIENT: frozenset({P.SIGN_IN, P.OWN_RECORD}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody at work in one clinic: a member behind a door, or the system on a member's behalf."""

    clinic_id: UUID
    membership_id: UUID
    user_id: UUID
    roles: frozenset[Role]
    name: str = ""
    patient_id: UUID | None = None
    request_id: str = ""

    @property
    def permissions(self) -> frozenset[Permission]:
        """All that the roles grant together."""
        return frozenset().union(*(GRANTS[role] for role in self.roles))

    def may(self, needs: Permission) -> bool:
        """Whether one of the roles grants it."""
        return any(needs in GRANTS[role] for role in self.roles)


SAID_OF: Final = {
    Role.MANAGER: "a clinic manager", Role.THERAPIST: "a therapist", Role.ASSISTANT: "an assistant",
    Role.FRONT_DESK: "the front desk",
}  # fmt: skip


def who_may(needs: Permission) -> str:
    """Whose part something is: 'A therapist or an assistant can do it.'; '' for what nobody but patients does."""
    found = [said for role, said in SAID_OF.items() if needs in GRANTS[role]]
    said = " or ".join(filter(None, (", ".join(found[:-1]), *found[-1:])))
    return f"{said[0].upper()}{said[1:]} can do it." if said else ""


def refusal(needs: Permission) -> NotPermitted:
    """That a right is missing, and who has it: page and API say the same."""
    return NotPermitted(f"Your role does not allow you to {needs.label}. {who_may(needs)}".rstrip())


def require(actor: Actor, needs: Permission) -> None:
    """Refuse unless a role of the actor grants it."""
    if not actor.may(needs):
        raise refusal(needs)


def require_for(actor: Actor, needs: Permission, patient_id: UUID | None) -> None:
    """As `require`, but patients may do it to their own record."""
    if not may_for(actor, needs, patient_id):
        raise refusal(needs)


def may_for(actor: Actor, needs: Permission, patient_id: UUID | None) -> bool:
    """Whether the actor may do it to this patient's record: by role, or because it is their own."""
    own = actor.may(P.OWN_RECORD) and actor.patient_id is not None and actor.patient_id == patient_id
    return actor.may(needs) or own


def only_own(actor: Actor, needs: Permission) -> UUID | None:
    """The patient to whom reading is limited, or None for a role that may read all; refuses everybody else."""
    if actor.may(needs):
        return None
    if actor.may(P.OWN_RECORD) and actor.patient_id is not None:
        return actor.patient_id
    raise refusal(needs)


def require_own_membership(actor: Actor, needs: Permission, membership_id: UUID) -> None:
    """As `require`, but members may do it to what is their own."""
    if actor.membership_id != membership_id:
        require(actor, needs)


def patient_of(row: Any) -> UUID | None:
    """The patient to whom a row belongs: the row itself, or what it hangs on; None where it is about no patient."""
    if hasattr(row, "patient_id"):
        return UUID(str(row.patient_id))
    for road in ("episode", "visit", "session", "prescription", "plan"):
        if hasattr(row, f"{road}_id"):
            above = getattr(row, road)
            return None if above is None else patient_of(above)
    return None
