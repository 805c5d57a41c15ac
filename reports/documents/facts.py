"""What the progress report needs to know: plain values, read from the database elsewhere."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from practice.body_views import BodyChart
from progress.charts import Bar, Trend

Paper = Literal["a4", "us-letter"]
Tone = Literal["good", "watch", "stop", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The clinic as it shows itself on paper; `logo` holds the bytes of an SVG or PNG."""

    name: str
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientFacts:
    """Who the report is about."""

    name: str
    record_number: str
    born_on: date | None = None
    pronouns: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinician:
    """A therapist with the credential that stands behind the name, such as 'PT, DPT'."""

    name: str
    credential: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One ICD-10-CM code and its words."""

    code: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharge:
    """How care ended, where it had by the last day of the report: the outcome in words, why, and the summary."""

    on: date
    outcome: str
    reason: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeFacts:
    """The course of care and the part of it that the report covers."""

    condition: str
    diagnoses: tuple[Diagnosis, ...]
    therapist: Clinician
    started_on: date
    covers_from: date
    covers_to: date
    treatment_days: int
    referred_by: str = ""
    discharge: Discharge | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the patient stands: the overall status in words for a clinician, and the responder line."""

    tone: Tone
    status: str
    sentence: str
    responder: str = ""
    responder_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFacts:
    """The derived results of one measure; `None` where something is not known or does not apply.

    A draft's value is of a note that is not signed, and is marked.
    """

    label: str
    unit_words: str
    lower_is_better: bool
    baseline: float | None
    baseline_on: date | None
    latest: float | None
    latest_on: date | None
    change: float | None
    percent_change: float | None
    mcid: float | None
    mcid_met: bool | None
    mdc: float | None
    reliable_change: bool | None
    band_baseline: str = ""
    band_latest: str = ""
    baseline_draft: bool = False
    latest_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalFacts:
    """A goal of the plan: `met` is None while there is no value to judge it by; `draft` as of a measure."""

    words: str
    latest: str
    met: bool | None
    due_on: date | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """One needled muscle in one session, every choice in words."""

    muscle: str
    side: str
    needles_in: int | None
    needles_out: int | None
    size: str
    technique: str
    twitch: str
    familiar_pain: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyFacts:
    """Where the needles went: the chart with the sessions of each muscle in its marks, and the targets per region."""

    chart: BodyChart
    regions: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """One session in the course: what was needled and how the patient answered."""

    on: date
    therapist: str
    targets: tuple[TargetFacts, ...]
    response: str = ""
    pain_before: float | None = None
    pain_after: float | None = None
    signed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseEventFacts:
    """Something that went wrong, how grave it was, and what was done."""

    on: date
    what: str
    grade: str
    action: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescriptionFacts:
    """One exercise or posture habit: dose in words, and on how many of the due days of four weeks it was done.

    A day that was partly kept counts half; None where nothing was reported.
    """

    name: str
    kind: str
    dose: str
    done_days: float | None = None
    due_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """The plan of care in force: how long it is planned to run, and to which day it is certified."""

    frequency: str
    duration: str
    starts_on: date
    planned_until: date | None = None
    certified_until: date | None = None
    prescriptions: tuple[PrescriptionFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """An alert or a clock: its name, its state as a word, and a sentence."""

    name: str
    state: str
    tone: Tone
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed the last of the notes that the report rests on, and when."""

    by: Clinician
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentCopyFacts:
    """A consent as the patient takes it home: the text that was signed, what was agreed, and the signature.

    `signature` is an SVG path on a field of 600 by 200, '' when it was not drawn.
    """

    clinic: Letterhead
    patient: PatientFacts
    title: str
    text_version: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    scope: str
    regions: str
    risks: tuple[str, ...]
    signed_by: str
    signed_on: date
    signed_how: str
    guardian: str = ""
    assent: bool = False
    expires_on: date | None = None
    withdrawn_on: date | None = None
    signature: str = ""
    paper: Paper = "us-letter"
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReportFacts:
    """Everything on the progress report. Without a `signature` its notes are drafts and every page says so.

    The first of `trends` is drawn across the page, the others in pairs.
    """

    clinic: Letterhead
    patient: PatientFacts
    episode: EpisodeFacts
    standing: Standing
    measures: tuple[MeasureFacts, ...]
    trends: tuple[Trend, ...]
    goals: tuple[GoalFacts, ...]
    sessions: tuple[SessionFacts, ...]
    targets_per_muscle: tuple[Bar, ...]
    body: BodyFacts
    adverse_events: tuple[AdverseEventFacts, ...]
    plan: PlanFacts | None
    alerts: tuple[Notice, ...] = ()
    clocks: tuple[Notice, ...] = ()
    justification: str = ""
    signature: Signature | None = None
    paper: Paper = "us-letter"
    language: str = "en"
