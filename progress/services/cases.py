"""Loads a worked case (the form of cases.json) as an episode with everything that was recorded in it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from patients.models import Assessment, Clearance, Consent, EpisodeOfCare, Measurement, Patient, Screening, Visit
from patients.rules.candidacy import CandidacyFacts, candidacy
from patients.selectors import folded
from plans.models import Certification, Goal, TreatmentPlan
from practice import reference
from practice.access import Actor, Permission
from practice.actions import action
from practice.models import Clinic, Membership
from progress.rules.cases import measures_from_case
from sessions.models import AdverseEvent, CheckIn, NeedlingSession, Target, VisitNote
from sessions.rules.recording import IN_THE_CLINIC

Case = Mapping[str, Any]
HOUR_OF_VISITS = 10
HELD_BACK = "needling held"
# What is done about a relative item of a case: the cases name the items and say no plan.
PRECAUTIONS: Final[Mapping[str, str]] = {
    "anticoagulant_therapy": "Thin needles, few passes, firm pressure for two minutes after each (synthetic).",
    "diabetes": "Look at the skin first, thin needles, short session (synthetic).",
}
NO_PLAN_IN_CASE = "The worked case names no plan (synthetic)."


@action(needs=Permission.EPISODE_WRITE, logs="case.loaded")
def load_case(
    *, actor: Actor, case: Case, clinic: Clinic, therapist: Membership, patient: Patient | None = None
) -> EpisodeOfCare:
    """A new patient with one episode: screening, consent, plan, visits, events and follow-ups, signed as history.

    History is loaded as it happened, whatever the rules of today say about it; `patient` is used where given.
    """
    start = date.fromisoformat(case["visits"][0]["date"])
    patient = patient or _patient(case, start)
    episode: EpisodeOfCare = EpisodeOfCare.objects.create(
        patient=patient, condition=case["condition_key"], icd10=case.get("icd10", []), therapist=therapist,
        started_on=min(start, date.fromisoformat(case["plan"]["start"])), case_key=case["id"], **_state(case),
    )  # fmt: skip
    history = _History(case, clinic, episode, therapist)
    history.screening()
    history.consent()
    history.plan()
    for visit in case["visits"]:
        history.visit(visit)
    return episode


def _estim(done: Case) -> Case | None:
    """The stimulation as sessions keep it: None where there was none."""
    told = dict(done.get("electrical_stimulation") or {})
    return told if told.pop("used", bool(told)) else None


def _patient(case: Case, start: date) -> Patient:
    """The age is what the case says on the first day; the birthday was the day before."""
    about, name = case["patient"], case["patient"]["display_name"]
    family, _, given = name.replace("(synthetic)", "").partition(",")
    patient = Patient(
        record_number=f"{case['id']}-{Patient.objects.count() + 1:04d}",
        given_name=(given.strip() or "Synthetic")[:68],
        family_name=f"{family.strip()[:66]} (synthetic)",
        sex=about.get("sex") or Patient.Sex.UNKNOWN,
        date_of_birth=_years_before(start, about.get("age") or 40) - timedelta(days=1),
        acute_medicine=about.get("acute_med_class") or "",
    )
    patient.search_name = folded(f"{patient.given_name} {patient.family_name}")
    patient.save(force_insert=True)
    return patient


def _years_before(day: date, years: int) -> date:
    """29 February becomes 28 February."""
    return date(day.year - years, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _state(case: Case) -> dict[str, Any]:
    last = case["visits"][-1]
    if last["kind"] != "discharge":
        return {"state": EpisodeOfCare.State.ACTIVE}
    return {
        "state": EpisodeOfCare.State.DISCHARGED,
        "discharged_on": date.fromisoformat(last["date"]),
        "outcome": EpisodeOfCare.Outcome.GOALS_MET,
        "discharge_summary": "Discharged as the worked case says (synthetic).",
    }


class _History:
    """Writes the records of one case, one kind at a time."""

    def __init__(self, case: Case, clinic: Clinic, episode: EpisodeOfCare, therapist: Membership) -> None:
        self.case, self.episode, self.therapist = case, episode, therapist
        self.zone = ZoneInfo(clinic.timezone)
        self.first = date.fromisoformat(case["visits"][0]["date"])

    def _at(self, day: date, minutes: int = 0) -> datetime:
        local = datetime.combine(day, time(HOUR_OF_VISITS), tzinfo=self.zone)
        return local.astimezone(UTC) + timedelta(minutes=minutes)

    def screening(self) -> None:
        """The full screen of the first day, and the clearances that were written."""
        asked = self.case["screening"]
        facts = CandidacyFacts(
            positive=frozenset(asked["positive"]), red_flags=frozenset(asked["red_flags"]),
            cleared=frozenset(asked["cleared"]), all_answered=asked["all_answered"],
            age=self.case["patient"].get("age"),
        )  # fmt: skip
        decision = candidacy(facts, reference.current("screening"))
        Screening.objects.create(
            episode=self.episode, answered_at=self._at(self.first, -30), answered_by=self.therapist,
            form_edition=reference.current_edition("screening"), positive=asked["positive"],
            red_flags=asked["red_flags"], unanswered=[] if asked["all_answered"] else ["not_recorded"],
            candidacy=decision.result.value,
            precaution_plans={
                key: PRECAUTIONS.get(key, NO_PLAN_IN_CASE) for key in decision.precautions if key in asked["positive"]
            },
        )  # fmt: skip
        notes = {note["key"]: note for note in self.case.get("clearance_notes", ())}
        for key in dict.fromkeys([*asked["cleared"], *notes]):
            note = notes.get(key, {})
            Clearance.objects.create(
                episode=self.episode, item=key, given_by=note.get("by", "Not named in the case (synthetic)")[:120],
                given_on=date.fromisoformat(note["on"]) if note else self.first,
                reason=note.get("text", "Cleared in the worked case")[:500], recorded_by=self.therapist,
            )  # fmt: skip

    def consent(self) -> None:
        """The written consent, withdrawn where the case says so."""
        given = self.case.get("consent") or {}
        if not given.get("signed_on"):
            return
        withdrawn = given.get("withdrawn_on")
        Consent.objects.create(
            episode=self.episode, signed_on=date.fromisoformat(given["signed_on"]), copy_given=True,
            signed_how=Consent.Signing.PAPER, signed_name=self.case["patient"]["display_name"][:160],
            guardian_name=_guardian(given),
            withdrawn_at=self._at(date.fromisoformat(withdrawn)) if withdrawn else None,
        )  # fmt: skip

    def plan(self) -> None:
        """The signed plan with its goals, and its renewals."""
        asked = self.case["plan"]
        plan = TreatmentPlan.objects.create(
            episode=self.episode, starts_on=date.fromisoformat(asked["start"]), duration_weeks=asked["duration_weeks"],
            visits_per_week=Decimal(str(asked.get("visits_per_week") or 1)), note=asked.get("notes", ""),
            interventions="Dry needling, exercise, manual therapy and posture habits.",
        )  # fmt: skip
        Goal.objects.bulk_create(
            Goal(plan=plan, position=n, measure=g["measure"], comparison=g["op"], target=Decimal(str(g["value"])))
            for n, g in enumerate(asked["goals"])
        )
        plan.sign(
            by_id=self.therapist.pk, at=self._at(plan.starts_on, 60), signer={"name": self.therapist.signature_name}
        )
        for renewal in self.case.get("recertifications", ()):
            Certification.objects.create(
                episode=self.episode, certified_on=date.fromisoformat(renewal["on"]),
                duration_weeks=renewal["duration_weeks"], certified_by="Referring physician (synthetic)",
            )  # fmt: skip

    def visit(self, told: Case) -> None:
        """One visit with what was measured, needled and followed up; signed an hour later."""
        visit = Visit.objects.create(
            episode=self.episode, therapist=self.therapist, kind=told["kind"],
            occurred_on=date.fromisoformat(told["date"]), note=told.get("note") or "",
            occurred_at=self._at(date.fromisoformat(told["date"]), told["no"]),
            state=Visit.State.HELD if HELD_BACK in (told.get("note") or "") else Visit.State.ATTENDED,
            red_flags=told.get("red_flags", []), minutes=(told.get("needling") or {}).get("minutes"),
            progress_report=told["no"] in self.case.get("progress_report_visits", ()),
        )  # fmt: skip
        self._measurements(visit, told["measures"])
        if visit.kind != Visit.Kind.TREATMENT:
            self._assessment(visit)
        session = self._session(visit, told) if told.get("needling") else None
        if session is None and visit.kind == Visit.Kind.TREATMENT:
            said = visit.note[:500] if visit.state == Visit.State.HELD else ""
            VisitNote.objects.create(id=visit.pk, visit=visit, reason=said, location=IN_THE_CLINIC)
        self._aftermath(visit, session, told)
        visit.sign(
            by_id=self.therapist.pk,
            at=visit.occurred_at + timedelta(hours=1),
            signer={"name": self.therapist.signature_name},
        )

    def _assessment(self, visit: Visit) -> None:
        """What the case says of an examination: its diagnosis; the numbers are measurements."""
        name = reference.conditions()[self.case["condition_key"]]["name"]
        Assessment.objects.create(
            id=visit.pk, visit=visit, complaint=f"{name} (synthetic)"[:300], icd10=self.case.get("icd10", []),
            impression=f"{name}, as the worked case says (synthetic).",
        )  # fmt: skip

    def _measurements(self, visit: Visit, recorded: Mapping[str, Any]) -> None:
        sources = {"headache_days_28": recorded.get("headache_diary"), "ndi_raw": recorded.get("ndi_items_answered")}
        values = measures_from_case(recorded)
        Measurement.objects.bulk_create(
            Measurement(
                visit=visit, measure=key, value=None if value is None else Decimal(str(value)), inputs=sources.get(key)
            )
            for key, value in values.items()
            if value is not None or sources.get(key)
        )

    def _session(self, visit: Visit, told: Case) -> NeedlingSession:
        done = told["needling"]
        session: NeedlingSession = NeedlingSession.objects.create(
            id=visit.pk, visit=visit, position=done.get("position") or "", estim=_estim(done),
            skin_prep=(done.get("skin_prep") or "")[:60], gloves=done.get("gloves"),
            needle_lot=done.get("needle_lot") or "", sharps_disposed=True, rescreen={"changes": False, "positive": []},
            consent_confirmed=done.get("consent_confirmed"), response=done.get("immediate_response") or "",
            adverse_events_answered=True, education=done.get("education") or [], no_injection=True,
            risk_explained=["bruising", "soreness"], counting_policy=Clinic.CountingPolicy.MERGED,
        )  # fmt: skip
        Target.objects.bulk_create(self._target(session, n, muscle) for n, muscle in enumerate(done["muscles"]))
        return session

    def _target(self, session: NeedlingSession, position: int, muscle: Case) -> Target:
        size = muscle.get("needle_mm") or {}
        return Target(
            session=session, position=position, muscle=muscle["muscle"], side=muscle["side"],
            needles_in=muscle["needles_in"] or 0, needles_out=muscle["needles_out"] or 0,
            diameter_mm=Decimal(str(size["diameter"])) if size.get("diameter") else None, length_mm=size.get("length"),
            technique=(muscle.get("technique") or "")[:40], twitch=muscle.get("local_twitch") or "",
        )  # fmt: skip

    def _aftermath(self, visit: Visit, session: NeedlingSession | None, told: Case) -> None:
        for event in told.get("adverse_events", ()):
            resolved = event.get("resolved_days")
            AdverseEvent.objects.create(
                episode=self.episode, session=session, kind=event["key"], grade=event["grade"],
                attribution=event.get("attribution") or AdverseEvent.Attribution.NOT_ASSESSED,
                occurred_at=visit.occurred_at, reported_by=self.therapist,
                resolved_on=visit.occurred_on + timedelta(days=resolved) if resolved is not None else None,
            )  # fmt: skip
        for hours in CheckIn.After.values if session else ():
            soreness = (told.get("aftercare") or {}).get(f"soreness_{hours}h")
            if soreness is not None:
                CheckIn.objects.create(
                    session=session, hours_after=hours, soreness=soreness,
                    answered_at=visit.occurred_at + timedelta(hours=hours),
                )  # fmt: skip


def _guardian(given: Case) -> str:
    guardian = given.get("guardian")
    return "" if not guardian else guardian[:160] if isinstance(guardian, str) else "Guardian (synthetic)"
