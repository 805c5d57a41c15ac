"""Where the hostile tests play: a clinic full of records, programs of each role, and an eye on what is stored."""

import json
from contextlib import contextmanager

from django.db import connection, transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from patients import services as patients_services
from patients.models import EpisodeOfCare
from plans import services as plans_services
from practice import scoping
from practice.access import GRANTS
from practice.models import Membership
from sessions import services as sessions_services
from tests.everywhere import world
from tests.factories import appointments, patients, plans, reports, sessions
from tests.people import ROLES, Program

PROBLEM = "application/problem+json"
UNWATCHED = {"django_session", "usersessions_usersession", "practice_user"}  # signing in writes there


class Ground:
    """The cast's clinic with a row of everything, drafts besides, and rows of another clinic."""

    def __init__(self, cast):
        self.cast, self.sent = cast, 0
        self.forms = {}  # by address, those of its page, read once
        world.fill(cast)
        self.rows = {label: str(row.pk) for label, row in world.rows().items()}
        self._drafts()
        self.fitting = self._one_step_away()
        self.elsewhere = self._elsewhere()
        self.programs = {name: Program(cast.user(name)) for name in ROLES}

    def _drafts(self):
        cast, ana = self.cast, self.cast.actor("ana")
        self.episode = patients.EpisodeOfCare.objects.get(pk=self.rows["patients.EpisodeOfCare"])
        self.other = patients.patient(cast, given_name="Oto")
        self.cautious = patients.cautious_episode(cast, of=patients.patient(cast, given_name="Cau"))
        self.flagged = patients.episode(cast, of=patients.patient(cast, given_name="Flo"))
        self.flagged_screen = str(patients.screening(cast, self.flagged, red_flags=["older"]).pk)
        self.bare = patients.ready_episode(cast, of=patients.patient(cast, given_name="Bea"))
        plan = plans.TreatmentPlan.objects.get(episode=self.episode)
        draft = plans_services.revise_plan(actor=ana, plan=plan, today=plans.today())
        self.draft_plan, self.draft_goal = str(draft.pk), str(draft.goals.first().pk)
        self.draft_session = str(sessions.draft_session(cast, self.episode).pk)
        self.signed_session = str(sessions.signed_session(cast, self.episode).pk)
        self.draft_assessment = str(patients.assessment(cast, self.episode).pk)
        self.draft_visit = str(sessions.record_visit(cast, self.episode).pk)
        self.failed_report = str(reports.failed(cast, self.episode).pk)
        self.signed_assessment = str(patients.signed_assessment(cast, self.episode).pk)
        self.exercise = plans_services.add_exercise(actor=ana, name="Spare", kind="stretch", instructions=["Once."]).key
        checked_in = str(sessions.CheckIn.objects.get(pk=self.rows["needling.CheckIn"]).session_id)
        overridden = str(patients.Override.objects.get(pk=self.rows["patients.Override"]).episode_id)
        self.rows |= {
            "needling.CheckIn session": checked_in, "patients.Override episode": overridden,
            "needling.NeedlingSession": self.draft_session, "patients.Assessment": self.draft_assessment,
            "needling.VisitNote": self.draft_visit,
            "plans.TreatmentPlan": self.draft_plan, "plans.Goal": self.draft_goal,
            "reports.Report": self.failed_report,
        }  # fmt: skip

    def _one_step_away(self):
        """By operation, the row that it asks for: signed notes, care that ended, an alert, a habit."""
        cast, visit = self.cast, sessions.record_visit(self.cast, self.episode)
        signed_visit = sessions_services.sign_visit(actor=cast.actor("ana"), visit_note=visit, now=timezone.now())
        alarmed = sessions.check_in(cast, sessions.signed_session(cast, self.episode), warning_signs=["fainted"])
        return {
            "screenings/clearances/": self.flagged_screen,
            "sessions/addenda/": self.signed_session, "assessments/addenda/": self.signed_assessment,
            "visits/addenda/": str(signed_visit.pk), "check-ins/follow-up/": str(alarmed.pk),
            "check-ins/call/": str(alarmed.pk), "episodes/therapist/": str(self._care_left_behind().pk),
            "sessions/cosign/": str(sessions.waiting_for_cosignature(cast, self.episode).pk),
            "sessions/discard/": str(sessions.draft_session(cast, self.episode).pk),
            "absences/discard/": str(self._absence().pk),
            "visits/discard/": str(sessions.record_visit(cast, self.episode).pk),
            "assessments/discard/": str(patients.assessment(cast, self.episode).pk),
            "sessions/hold/": str(sessions.draft_session(cast, self.episode).pk),
            "sessions/supervisor/": str(sessions.waiting_for_cosignature(cast, self.episode).pk),
            "sessions/handover/": str(sessions.left_behind(cast, sessions.draft_session(cast, self.episode).visit).pk),
            "visits/handover/": str(sessions.left_behind(cast, sessions.record_visit(cast, self.episode).visit).pk),
            "assessments/handover/": str(
                sessions.left_behind(cast, patients.assessment(cast, self.episode).visit).pk
            ),
            "certifications/countersign/": str(plans.verbal_order(cast, self.episode).pk),
            "episodes/reopen/": str(patients.discharged_episode(cast, of=patients.patient(cast, given_name="Dis")).pk),
            "appointments/no-show/": str(appointments.begun(cast, minutes=2 * 1440).pk),
            "appointments/restore/": str(self._missed().pk),
            "prescriptions/checklist/": str(plans.prescription(cast, self.episode, "monitor_height").pk),
        }  # fmt: skip

    def _care_left_behind(self):
        """A course of care whose therapist has left the clinic."""
        episode = patients.episode(self.cast, of=patients.patient(self.cast, given_name="Lef"))
        gone = sessions.supervisor(self.cast, "lef")
        EpisodeOfCare.objects.filter(pk=episode.pk).update(therapist=gone)
        Membership.objects.filter(pk=gone.pk).update(active=False)
        return episode

    def _absence(self):
        """A visit that was cancelled, as the desk wrote it down."""
        actor, now = self.cast.actor("rui"), timezone.now()
        told = {"episode": self.episode, "occurred_at": now, "outcome": "cancelled"}
        return sessions_services.record_absence(actor=actor, now=now, **told)

    def _missed(self):
        """An appointment to which nobody came, three days ago."""
        row = appointments.begun(self.cast, minutes=3 * 1440)
        return patients_services.mark_missed(actor=self.cast.actor("rui"), appointment=row, now=timezone.now())

    def _elsewhere(self):
        """Ids of another clinic's rows, by the name of the field that could point to them."""
        cast = self.cast
        with scoping.clinic_in_force(cast.elsewhere.pk):
            person = patients.patient(cast, actor="eva", given_name="Else")
            episode = patients.episode(cast, of=person, actor="eva")
            session = sessions_services.record_session(
                actor=cast.actor("eva"), episode=episode, now=timezone.now(), occurred_at=timezone.now()
            )
            taught = plans_services.prescribe_exercise(
                actor=cast.actor("eva"), episode=episode, exercise="chin_tuck", today=plans.today()
            )
        therapist = cast.members["eva"].pk
        found = {
            "patient": person.pk,
            "merged": person.pk,
            "episode": episode.pk,
            "session": session.pk,
            "prescription": taught.pk,
        }
        return {
            name: str(pk)
            for name, pk in {**found, "therapist": therapist, "membership": therapist, "supervisor": therapist}.items()
        }

    def row_for(self, operation, segment):
        """The id of a row for which an operation is possible: an addendum needs a signed note, a change a draft."""
        return self.fitting.get(operation) or self.rows[world.SEGMENTS[segment]]

    def who_may(self, address):
        """Somebody to whom an address opens: the therapist where possible."""
        return self.all_who_may(address)[0]

    def all_who_may(self, address):
        """Everybody here to whom an address opens, the therapist first."""
        names = ("ana", "max", "pia", "rui", "ida")
        found = [name for name in names if not address.needs or GRANTS[ROLES[name]].intersection(address.needs)]
        assert found, f"nobody may use {address}"
        return found

    def send(self, name, method, path, body=b"", **headers):
        """One request; what an accepted one wrote is taken back, what a refused one wrote stays to be seen."""
        self.sent += 1
        mark = transaction.savepoint()
        if method == "GET":
            answer = self.programs[name].get(path, body or None, **headers)
        else:
            answer = self.programs[name].generic(method, path, body, **headers)
        if answer.streaming:
            b"".join(answer.streaming_content)
        (transaction.savepoint_rollback if answer.status_code < 400 else transaction.savepoint_commit)(mark)
        return answer

    def send_form(self, name, path, fields):
        """A form as a browser sends it."""
        body = encode_multipart(BOUNDARY, {key: value for key, value in fields.items() if value is not None})
        return self.send(name, "POST", path, body, content_type=MULTIPART_CONTENT)

    @contextmanager
    def all_taken_back(self):
        """What is stored inside is gone afterwards."""
        mark = transaction.savepoint()
        yield
        transaction.savepoint_rollback(mark)

    @contextmanager
    def nothing_stored(self):
        """Whatever is refused inside leaves every table as it was."""
        before = fingerprint()
        yield
        after = fingerprint()
        assert {table for table in before if before[table] != after[table]} == set()


def fingerprint():
    """Rows and content of every table, in every clinic."""
    tables = sorted(set(connection.introspection.table_names()) - UNWATCHED)
    query = " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \"{table}\" t"
        for table in tables
    )
    with scoping.every_clinic(reason="what is stored"), connection.cursor() as cursor:
        cursor.execute(query)
        return {table: (count, content) for table, count, content in cursor.fetchall()}


def complaint(answer):
    """What is wrong with a refusal, '' when it is a sound problem document."""
    if answer.status_code >= 500:
        return f"breaks with {answer.status_code}"
    if answer["Content-Type"] != PROBLEM:
        return f"{answer.status_code} as {answer['Content-Type']}"
    told = json.loads(answer.content)
    missing = {"type", "title", "status", "detail"} - {name for name in told if told[name]}
    if missing:
        return f"{answer.status_code} without {sorted(missing)}"
    return "" if told["status"] == answer.status_code else f"{answer.status_code} that says {told['status']}"


def named(answer):
    """The fields that a refusal names."""
    return set(json.loads(answer.content).get("errors", {}))
