"""A clinic with a row of everything in it, for the walks; a model without a row here fails a test that says so."""

from datetime import timedelta

from django.utils import timezone

from patients import services as patients_services
from plans import services as plans_services
from practice.models import WriteReceipt
from practice.scoping import ClinicOwned
from progress import refreshing
from sessions import services as sessions_services
from tests.factories import appointments, patients, plans, reports, sessions

MARKER = "Zyxwvut"
SEGMENTS = {
    "people": "practice.Membership", "memberships": "practice.Membership", "credentials": "practice.Credential",
    "merges": "patients.PatientMerge",
    "patients": "patients.Patient", "episodes": "patients.EpisodeOfCare", "screenings": "patients.Screening",
    "clearances": "patients.Clearance",
    "overrides": "patients.Override", "consents": "patients.Consent", "assessments": "patients.Assessment",
    "measurements": "patients.Measurement", "plans": "plans.TreatmentPlan", "goals": "plans.Goal",
    "certifications": "plans.Certification", "prescriptions": "plans.Prescription",
    "adherence": "plans.AdherenceDay", "diary-days": "plans.DiaryDay", "sessions": "needling.NeedlingSession",
    "visits": "needling.VisitNote", "absences": "needling.VisitNote",
    "check-ins": "needling.CheckIn", "check-in": "needling.NeedlingSession",
    "adverse-events": "needling.AdverseEvent", "reports": "reports.Report", "exercises": "plans.Prescription",
    "appointments": "patients.Appointment", "requests": "patients.AppointmentRequest",
    "own-exercises": "plans.ClinicExercise", "clinic-exercises": "plans.ClinicExercise",
}  # fmt: skip
KEYS = {"str:figure": "active", "slug:key": "chin_tuck", "slug:exercise": "chin_tuck", "str:key": "chin_tuck"}
BY_KIND = {"int": "1", "date": "2026-11-22"}


def fill(cast) -> None:
    """Pia's whole way: screening to report, one note signed, one a draft."""
    ana, now = cast.actor("ana"), timezone.now()
    episode = sessions.treatable_episode(cast)
    signed = sessions.signed_session(cast, episode)
    sessions.draft_session(cast, episode)
    visit = sessions.record_visit(cast, episode)
    sessions_services.sign_visit(actor=ana, visit_note=visit, now=now)
    sessions.record_visit(cast, episode)
    sessions.check_in(cast, signed)
    sessions.cosigned_session(cast, episode)
    sessions.renamed_supervision(cast, episode)
    event = sessions.adverse_event(cast, episode, grade="severe")
    patients.clearance(cast, episode, event.kind)
    patients.signed_assessment(cast, episode, headaches=[{"name": f"{MARKER} band", "days_per_month": 16}])
    patients.override(cast, patients.cautious_episode(cast))
    patients_services.add_addendum(actor=ana, visit=signed.visit, text="Seen again.", now=now)
    day = plans.today()
    plans.reported(cast, plans.prescription(cast, episode), day)
    plans.diary_day(cast, day - timedelta(days=1), headache=True)
    plans_services.add_exercise(actor=ana, name="Own stretch", kind="stretch", instructions=["Once."])
    plans_services.record_certification(actor=ana, episode=episode, today=day, certified_on=day, duration_weeks=4)
    appointments.booked(cast, appointments.at(cast, 10, days=0), episode=episode)
    patients_services.open_feed(actor=ana, secret="of Ana", now=now)
    appointments.asked(cast)
    reports.asked(cast, episode)
    patients.merge(cast, patients.patient(cast, given_name="Twice"))
    WriteReceipt.objects.create(key="k", membership=cast.members["ana"], target_id=cast.pia.pk)
    refreshing.refresh_some(50)


def rows() -> dict[str, ClinicOwned]:
    """One row of each model of the clinic in force; of members and credentials Ana's."""
    found = {}
    for model in ClinicOwned.clinic_models():
        row = model.objects.order_by("pk").first()
        if row is not None:
            found[model._meta.label] = row
    return found


def path_of(address, known) -> str:
    """The address with the id of a fitting row in it."""
    parts = address.path.split("/")
    for number, part in enumerate(parts):
        if part.startswith("<uuid:"):
            parts[number] = str(known[SEGMENTS[parts[number - 1]]].pk)
        elif part.startswith("<"):
            parts[number] = KEYS.get(part.strip("<>")) or BY_KIND[part.strip("<>").split(":")[0]]
    return "/" + "/".join(parts)


def grow(cast) -> None:
    """More of what lists show: two other people in care, each with an episode, a session and a day of the diary."""
    ana = cast.actor("ana")
    for number in range(2):
        person = patients.patient(cast, given_name=f"Noor{number}")
        episode = sessions.treatable_episode(cast, of=person)
        signed = sessions.signed_session(cast, episode)
        sessions.draft_session(cast, episode)
        sessions.record_visit(cast, episode)
        sessions.adverse_event(cast, episode)
        patients.assessment(cast, episode)
        patients_services.add_addendum(actor=ana, visit=signed.visit, text="Seen again.", now=timezone.now())
        plans.prescription(cast, episode)
        appointments.asked(cast, name=f"Sam{number} (synthetic)")
        appointments.booked(cast, appointments.at(cast, 11 + number, days=0), patient=person)
        reports.asked(cast, episode)
    refreshing.refresh_some(50)
