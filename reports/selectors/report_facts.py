"""Rows of one episode as the facts of its progress report, in a constant number of queries."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from patients.models import EpisodeOfCare, Patient, Visit
from patients.rules.consent import ConsentFacts
from patients.rules.people import age_on
from plans.rules.certification import as_known_on
from plans.selectors.certifications import certifications_of
from plans.selectors.plans import goals_of
from practice import reference
from practice import selectors as practice
from practice.models import Clinic, Membership
from practice.vocabulary import MuscleCounting as Policy
from progress.charts import Event
from progress.rules.clocks import first_signature_by, treatment_days
from progress.rules.derive import derive, every_series
from progress.rules.facts import EpisodeFacts
from progress.rules.words import STATUS_LABELS, status_words
from progress.selectors import episode_facts, reference_tables
from reports.documents import facts as f
from reports.models import Report
from reports.rules import words
from reports.selectors import treated
from reports.selectors.as_it_was import as_on, called_on
from reports.selectors.measured import Measured, Span


def progress_report_facts(report: Report, *, now: datetime) -> f.ProgressReportFacts:
    """Everything on the progress report that was asked for, as it is known now."""
    clinic = practice.clinic()
    episode = _episode(cast(UUID, report.episode_id))
    return _Course(report, episode, clinic, now).facts()


def _episode(episode_id: UUID) -> EpisodeOfCare:
    found: EpisodeOfCare = EpisodeOfCare.objects.select_related("patient", "therapist").get(pk=episode_id)
    return found


class _Course:
    """One episode over the days of a report: each kind of row is read once."""

    def __init__(self, report: Report, episode: EpisodeOfCare, clinic: Clinic, now: datetime) -> None:
        self.report, self.zone = report, ZoneInfo(clinic.timezone)
        today = now.astimezone(self.zone).date()
        last = report.period_to or episode.discharged_on or today
        self.episode, self.clinic = as_on(episode, clinic, last, today=today)
        self.days = (report.period_from or min(episode.started_on, last), last)
        self.notes = treated.notes_in(episode, self.days)
        self.sessions = treated.sessions_in(episode, self.days)
        self.events = treated.events_in(episode, self.days, self.zone)
        self.certifications = certifications_of(episode)
        self.people = called_on(self._met(), clinic, last, today=today)
        self.plans = treated.plans_of(episode, last, clinic)
        self.plan = self.plans[-1].plan if self.plans else None
        self.known = self._known_on(last)
        self.results = derive(self.known, reference_tables(), policy=Policy(self.clinic.counting_policy))

    def _met(self) -> Iterator[Membership]:
        """Everybody whom the report names."""
        yield self.episode.therapist
        yield from (session.visit.therapist for session in self.sessions)
        yield from (row.taken_by for row in self.certifications if row.taken_by is not None)

    def facts(self) -> f.ProgressReportFacts:
        """The facts as the document wants them."""
        measured = self._measured()
        return f.ProgressReportFacts(
            clinic=letterhead(self.clinic),
            patient=patient_facts(self.episode.patient),
            episode=self._episode_facts(),
            standing=_standing(self.results, measured, ended=self._has_ended()),
            measures=measured.measures(),
            trends=measured.trends(self._span()),
            goals=measured.goal_facts(),
            sessions=treated.session_facts(self.sessions, treated.pain_around(self.episode, self.days), self.people),
            targets_per_muscle=treated.bars(self.sessions),
            body=treated.body(self.sessions),
            adverse_events=treated.event_facts(self.events, self.zone),
            plan=treated.plan_facts(self.episode, self.plan, self._certified_until(), self.days[1]),
            alerts=words.notices(self.results["alerts"]),
            clocks=self._clocks(),
            justification=words.justification(self.report.justification, asked=self._is_asked()),
            signature=self._signature(),
            paper=cast(f.Paper, self.clinic.paper),
        )

    def _known_on(self, last: date) -> EpisodeFacts:
        """The episode as it stood on the last day; a plan that was not in force then is none."""
        episode, seen = self.episode, _seen_by(episode_facts(self.episode, self.clinic, on=last), last)
        ended = episode.discharged_on is None or episode.discharged_on <= last
        return replace(
            seen,
            plan=seen.plan if self.plan else None,
            state=episode.state if ended else EpisodeOfCare.State.ACTIVE,
            age=age_on(episode.patient.date_of_birth, max((visit.on for visit in seen.visits), default=last)),
        )

    def _measured(self) -> Measured:
        tables = reference_tables()
        goals = goals_of(self.plan) if self.plan else []
        return Measured(
            results=self.results, series=every_series(self.known, tables), tables=tables, goals=goals,
        )  # fmt: skip

    def _has_ended(self) -> bool:
        """Whether care had ended by the report's last day."""
        ended_on = self.episode.discharged_on
        return ended_on is not None and ended_on <= self.days[1]

    def _span(self) -> Span:
        changes = [on for plan, on in self.plans if plan.revision > 1 and self.days[0] <= on]
        return Span(
            first=self.days[0],
            last=self.days[1],
            sessions=tuple(session.visit.occurred_on for session in self.sessions),
            plan_changes=tuple(Event(on, "Plan revised") for on in changes),
            adverse_events=tuple(
                Event(event.occurred_at.astimezone(self.zone).date(), treated.event_label(event))
                for event in self.events
            ),
        )

    def _episode_facts(self) -> f.EpisodeFacts:
        condition, therapist = reference.conditions()[self.episode.condition], self._therapist
        known = reference.codes()
        covered = [visit for visit in self.known.visits if visit.on >= self.days[0]]
        return f.EpisodeFacts(
            condition=condition["name"],
            diagnoses=tuple(
                f.Diagnosis(code=code, words=known[code]["description"] if code in known else "")
                for code in self.episode.icd10
            ),
            therapist=f.Clinician(name=therapist.name, credential=therapist.suffix),
            started_on=self.episode.started_on,
            covers_from=self.days[0],
            covers_to=self.days[1],
            treatment_days=len(treatment_days(covered)),
            discharge=self._discharge(),
        )

    def _discharge(self) -> f.Discharge | None:
        ended, on = self.episode, self.episode.discharged_on
        if on is None or not self._has_ended():
            return None
        outcome = str(ended.get_outcome_display())
        return f.Discharge(on=on, outcome=outcome, reason=ended.state_reason, summary=ended.discharge_summary)

    @property
    def _therapist(self) -> Membership:
        """Who led the care on the last day, called as then."""
        return self.people[self.episode.therapist_id]

    def _certified_until(self) -> date | None:
        expires_on = self.results["certification"]["expires_on"]
        return date.fromisoformat(expires_on) if expires_on else None

    def _clocks(self) -> tuple[f.Notice, ...]:
        by = first_signature_by(self.known)
        return (
            words.report_clock(self.results["progress_report"]),
            words.certification_clock(
                self._certified_until(),
                self.days[1],
                planned=self.plan is not None,
                asked=self.known.payer.certification_days is not None,
            ),
            *([words.first_signature_clock(by, self.days[1])] if by else []),
            *treated.certified_notices(self.certifications, self.known.payer, self.days[1], self.people),
        )

    def _is_asked(self) -> bool:
        """Whether the payer waited for reports while care went on, on the last day of this one."""
        return self.known.payer.report_every is not None and self.known.state != EpisodeOfCare.State.DISCHARGED

    def _signature(self) -> f.Signature | None:
        """The last signature under the notes, once all of them are signed; a report on drafts is a draft."""
        if not self.notes or not all(note.is_signed for note in self.notes):
            return None
        last = max(self.notes, key=_signed_at)
        name = (last.signer or {}).get("name") or self._therapist.signature_name
        return f.Signature(by=f.Clinician(name=name), at=_signed_at(last).astimezone(self.zone))


def _signed_at(note: Visit) -> datetime:
    return cast(datetime, note.signed_at)


def _seen_by(known: EpisodeFacts, last: date) -> EpisodeFacts:
    """What was known on the last day of the report: what came after it is left out."""
    told = (as_known_on(certification, last) for certification in known.certifications)
    renewals = known.plan.recertifications if known.plan else ()
    return replace(
        known,
        visits=tuple(visit for visit in known.visits if visit.on <= last),
        screenings=tuple(screen for screen in known.screenings if screen.on <= last),
        flags_elsewhere=tuple(other.until(last) for other in known.flags_elsewhere),
        clearances=tuple(letter for letter in known.clearances if letter.on is None or letter.on <= last),
        consents=tuple(_consent_on(consent, last) for consent in known.consents if consent.signed_on <= last),
        plan=replace(known.plan, recertifications=tuple(one for one in renewals if one.on <= last))
        if known.plan else None,
        report_dates=tuple(on for on in known.report_dates if on <= last),
        certifications=tuple(one for one in told if one is not None),
    )  # fmt: skip


def _consent_on(consent: ConsentFacts, last: date) -> ConsentFacts:
    """A consent that was withdrawn later still held."""
    later = consent.withdrawn_on is not None and consent.withdrawn_on > last
    return replace(consent, withdrawn_on=None) if later else consent


def patient_facts(patient: Patient) -> f.PatientFacts:
    """Who a document is about."""
    return f.PatientFacts(
        name=patient.full_name,
        record_number=patient.record_number,
        born_on=patient.date_of_birth,
        pronouns=patient.pronouns,
    )


def letterhead(clinic: Clinic) -> f.Letterhead:
    """The clinic as it shows itself on paper."""
    address = tuple(line.strip() for line in clinic.address.splitlines() if line.strip())
    return f.Letterhead(name=clinic.name, address=address, phone=clinic.phone, email=clinic.email)


def _standing(results: Mapping[str, Any], measured: Measured, *, ended: bool) -> f.Standing:
    tone, status = STATUS_LABELS[results["overall_status"]]
    improved = results["improved_from_baseline"]
    sentence = status_words(results["overall_status"], improved_from_baseline=improved, ended=ended)
    return f.Standing(
        tone=cast(f.Tone, tone), status=status, sentence=sentence.clinician, responder=measured.responder_line(),
        responder_draft=measured.responder_is_draft(),
    )  # fmt: skip
