"""What a session's rules look at: plain values, read from the rows by a selector.

Source: muscles.json, `structures_at_risk` and meta.risk_levels.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from patients.rules.candidacy import Candidacy
from patients.rules.consent import ConsentState
from practice.errors import Blocker
from practice.jurisdictions import StateRule


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """One needled muscle: its key and name, its hazards as the catalogue has them, and what was written down.

    `longest_mm` and `thickest_mm` are the longest and the thickest needle that the catalogue gives the muscle, None
    where it says none.
    `needles_in` of 0 means planned and not needled. None means 'not answered yet' throughout.
    """

    muscle: str
    side: str
    name: str = ""
    region: str = ""
    points: int | None = None
    needles_in: int | None = None
    needles_out: int | None = None
    diameter_mm: Decimal | float | None = None
    length_mm: Decimal | float | None = None
    longest_mm: int | None = None
    thickest_mm: float | None = None
    depth_mm: int | None = None
    technique: str = ""
    safeguard: str = ""
    dwell_minutes: int | None = None
    structures: tuple[str, ...] = ()
    twitch: str = ""
    familiar_pain: bool | None = None
    do_not_needle: bool = False
    high_risk: bool = False
    lung_field: bool = False
    risk_confirmed: bool = False

    @property
    def needled(self) -> bool:
        """Whether a needle went in; a planned muscle is none."""
        return bool(self.needles_in)

    @property
    def too_long(self) -> bool:
        """Whether the needle is longer than the catalogue goes up to in this muscle."""
        return exceeds(self.length_mm, self.longest_mm)

    @property
    def too_thick(self) -> bool:
        """Whether the needle is thicker than the catalogue goes up to in this muscle."""
        return exceeds(self.diameter_mm, self.thickest_mm)

    @property
    def deeper_than_long(self) -> bool:
        """Whether the depth is greater than the needle is long, which cannot be."""
        return exceeds(self.depth_mm, self.length_mm)

    @property
    def label(self) -> str:
        """As said aloud: 'upper trapezius, right'."""
        name = self.name or self.muscle.replace("_", " ")
        return f"{name[:1].lower()}{name[1:]}, {self.side}" if self.side else f"{name[:1].lower()}{name[1:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimFacts:
    """Electrical stimulation through the needles: Hz, microseconds, minutes, and where the leads went."""

    frequency_hz: Decimal | float | None = None
    pulse_us: Decimal | float | None = None
    minutes: Decimal | float | None = None
    intensity: str = ""
    leads: tuple[str, ...] = ()
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedFacts:
    """Other treatment of the day: its words, its minutes, and whether its code is paid by the minute."""

    name: str
    minutes: int | None = None
    timed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitedArea:
    """Where the screen forbids needles: a muscle key or a region of muscles.json, on one side or (None) on both.

    `item` is the screening item that says so, `reason` its words.
    """

    area: str
    side: str | None = None
    reason: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenFacts:
    """The last full screen: its day, whether every item was answered, and whether a gap made it too old.

    `pressing` are the single questions whose answer does not hold on the day and that the short re-screen does not ask.
    """

    on: date
    all_answered: bool = True
    expired: bool = False
    pressing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeFacts:
    """What the consent in force covers, and whether the patient has a copy; no area stands for all of them."""

    consent_id: UUID | None = None
    copy_given: bool = True
    covers_estim: bool = True
    areas: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideFacts:
    """A member's decision against one relative item for the day of service."""

    item: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningFacts:
    """Everything the signature depends on.

    `on` is the day of service in the clinic's time zone, and `consent` what the written consents are worth on it.
    `to_screen` are the answers of the short re-screen that hold beyond the day and that no screen knows of yet.
    `incident_explained` says whether the incident record has its reason and its follow-up.
    `rescreened` says whether the short re-screen was answered; what it found belongs in `candidacy`, and
    `change_unexplained` says that something changed and nobody wrote what.
    `clinician_authorised` is of who treated, `signer_licensed` of who took the note over, true where nobody did.
    `in_training` says that the only needling authority of the clinician is supervised training.
    `answers_alone` says that who took the note over, and is to sign it, needles without supervision that day.
    `not_retested` names the movements that were measured before and not after.
    `held_on` is the day from which on care is on hold, None while it goes on; `referred_out_at` the moment at which it
    went to somebody else, `care_is_out` that it is still there, `screened_since_referral` that a screen is newer;
    `began_at` is the moment of the session, `needled_at` the one to which its needles are held (None without needles),
    all in the clinic's time zone.
    `same_day` are the times of the patient's other sessions with needles on the day.
    `screened_after` says that the screen was answered after the session began, and that none held before it.
    `plan_names_needling` is False where the plan in force names other treatment alone.
    `minutes_left` is how long the session still lasts by its own time, 0 once it is over.
    `consent_withdrawn_since` says that the needles went in under a consent that was withdrawn after them,
    `consent_too_late` that the consent of a day with a withdrawal was recorded after them.
    `coding` is what a coder should look at in the codes on the day of service.
    `locked_by` are the serious events of earlier days that nobody cleared in writing, in words.
    `adverse_events` holds keys; () says 'none', None says 'not answered yet'. `labels` gives a screening key its words.
    """

    on: date
    candidacy: Candidacy
    screening: ScreenFacts | None
    targets: tuple[TargetFacts, ...] = ()
    consent: ConsentState = ConsentState.MISSING
    consent_withdrawn_since: bool = False
    consent_too_late: bool = False
    consent_scope: ScopeFacts = field(default_factory=ScopeFacts)
    state_rule: StateRule = field(default_factory=StateRule)
    clinician_authorised: bool = False
    signer_licensed: bool = True
    has_diagnosis: bool = False
    codes_not_in_force: tuple[str, ...] = ()
    coding: tuple[Blocker, ...] = ()
    has_active_plan: bool = False
    held_on: date | None = None
    began_at: datetime | None = None
    referred_out_at: datetime | None = None
    care_is_out: bool = False
    screened_since_referral: bool = False
    needled_at: datetime | None = None
    same_day: tuple[str, ...] = ()
    screened_after: bool = False
    plan_names_needling: bool = True
    minutes_left: int = 0
    locked_by: tuple[str, ...] = ()
    minutes: int | None = None
    location: str = ""
    rescreened: bool = False
    change_unexplained: bool = False
    consent_confirmed: bool | None = None
    risk_explained: tuple[str, ...] = ()
    position: str = ""
    estim: EstimFacts | None = None
    skin_prep: str = ""
    gloves: bool | None = None
    needle_lot: str = ""
    needle_expiry: date | None = None
    sharps_disposed: bool | None = None
    response: str = ""
    pain_measured_after: bool = True
    not_retested: tuple[str, ...] = ()
    interventions: tuple[TimedFacts, ...] = ()
    adverse_events: tuple[str, ...] | None = None
    incident_recorded: bool = False
    incident_explained: bool = True
    education: tuple[str, ...] = ()
    no_injection: bool | None = None
    in_training: bool = False
    has_supervisor: bool = False
    supervisor_qualified: bool = False
    answers_alone: bool = False
    limited_areas: tuple[LimitedArea, ...] = ()
    precautions_without_plan: tuple[str, ...] = ()
    precautions_planned: Mapping[str, str] = field(default_factory=dict)
    to_screen: tuple[str, ...] = ()
    overrides: tuple[OverrideFacts, ...] = ()
    first_session: bool = False
    needled_from_age: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def needled(self) -> tuple[TargetFacts, ...]:
        """The targets that a needle went into."""
        return tuple(target for target in self.targets if target.needled)

    def words(self, key: str) -> str:
        """A screening item in the clinic's words."""
        return self.labels.get(key) or key.replace("_", " ")


def lung_field(muscle: Mapping[str, Any]) -> bool:
    """Whether a muscle of muscles.json lies over the lung, so that pneumothorax must be named to the patient."""
    return any("pleur" in structure or "lung" in structure for structure in muscle["structures_at_risk"])


def high_risk(muscle: Mapping[str, Any]) -> bool:
    """Whether a muscle needs a second confirmation. Source: muscles.json, meta.risk_levels."""
    return bool(muscle["risk_level"] == "high")


def longest_needle(muscle: Mapping[str, Any]) -> int | None:
    """The longest needle in mm that a muscle of muscles.json allows; None where it says none.

    Source: `needle_length_mm`, of which `needle_shorter_than_mm` rules out the last lengths where it stands.
    """
    limit = muscle.get("needle_shorter_than_mm")  # a version that was kept earlier has no such field
    if limit:
        return int(limit) - 1
    return muscle["needle_length_mm"]["max"] if muscle["needle_length_mm"] else None


def thickest_needle(muscle: Mapping[str, Any]) -> float | None:
    """The thickest needle in mm that a muscle of muscles.json goes up to; None where it says none.

    Source: `needle_diameter_mm`, a limit for a soft warning (meta.needle_sizes_note).
    """
    return muscle["needle_diameter_mm"]["max"] if muscle["needle_diameter_mm"] else None


def exceeds(size_mm: Decimal | float | None, most_mm: Decimal | float | None) -> bool:
    """Whether a size of a needle is greater than its limit; what is not known exceeds nothing."""
    return size_mm is not None and most_mm is not None and Decimal(str(size_mm)) > Decimal(str(most_mm))
