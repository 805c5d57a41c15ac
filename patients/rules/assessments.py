"""What an assessment must hold before it is kept, and before it is signed.

Source: domain.md (a), initial assessment; measures.json, palpation; what may wait until the signature is a project
choice.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from patients.vocabulary import VisitKind as Kind
from practice.errors import BadInput, Blocker, RuleViolation, require
from practice.rules import licence_blockers

KINDS: Final = (Kind.EVALUATION, Kind.REEVALUATION, Kind.DISCHARGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentFacts:
    """What the rules look at; `measured` are the keys of measures that have a value, `primary` the group's measure.

    `screen_expired` and `all_answered` are of the screen that counts on the day of the visit, else of the first one.
    """

    kind: str
    complaint: str
    impression: str
    icd10: Sequence[str]
    measured: frozenset[str]
    primary: str
    primary_name: str
    screened: bool
    licensed: bool
    screen_expired: bool = False
    all_answered: bool = True


def assessment_signing_blockers(facts: AssessmentFacts) -> list[Blocker]:
    """Everything that stands in the way of signing. Source: domain.md (a), step 1 and 'assessment -> plan_draft'."""
    return list(_blockers(facts))


def _blockers(facts: AssessmentFacts) -> Iterator[Blocker]:
    if not facts.complaint.strip():
        yield Blocker("complaint_missing", "Write down the main complaint.", "complaint")
    if not facts.impression.strip():
        yield Blocker("impression_missing", "Write down the clinical impression.", "impression")
    if not facts.icd10:
        yield Blocker("diagnosis_missing", "Choose at least one ICD-10 code.", "icd10")
    if facts.kind == Kind.EVALUATION:
        yield from _initial(facts)
    yield from licence_blockers(licensed=facts.licensed)


def baseline_missing(primary_name: str, field: str) -> Blocker:
    """What is said while the primary measure of an episode has no value. Source: domain.md (a), step 1."""
    text = f"Record a baseline for {primary_name}: progress is measured against it."
    return Blocker("primary_measure_missing", text, field)


def _initial(facts: AssessmentFacts) -> Iterator[Blocker]:
    """Step 1 of domain.md (a): a baseline, and red flags answered; screening.json result_rule 6, meta.frequency."""
    if facts.primary and facts.primary not in facts.measured:
        yield baseline_missing(facts.primary_name, "measurements")
    if not facts.screened:
        text = "Screen the patient first: red flags are part of the assessment."
        yield Blocker("screening_missing", text, "screening")
    elif facts.screen_expired:
        text = "More than 30 days passed between the screening and this assessment. Do the full screen again."
        yield Blocker("screening_expired", text, "screening")
    elif not facts.all_answered:
        yield Blocker("screening_incomplete", "Answer every screening question.", "screening")


def require_kind(kind: str) -> None:
    """An assessment opens, checks or closes care; treatment visits are sessions."""
    text = "Choose an initial assessment, a re-assessment or a discharge assessment."
    require(kind in KINDS, "unknown_kind", text, "kind", kind=BadInput)


def require_findings(findings: Sequence[Mapping[str, Any]], muscles: Collection[str]) -> None:
    """Each muscle and side once, each muscle one of the catalogue, tenderness from 0 to 10."""
    seen: set[tuple[str, str]] = set()
    for index, finding in enumerate(findings):
        muscle, side, path = finding["muscle"], finding["side"], f"findings[{index}]"
        known = f"There is no muscle “{str(muscle)[:64]}” in the catalogue."
        require(muscle in muscles, "unknown_muscle", known, f"{path}.muscle", kind=BadInput)
        twice = "This muscle and side is listed already. Keep one row."
        require((muscle, side) not in seen, "finding_twice", twice, f"{path}.muscle", kind=BadInput)
        tenderness = finding.get("tenderness")
        ok = tenderness is None or 0 <= tenderness <= 10
        words = f"Tenderness goes from 0 to 10: {tenderness} does not fit."
        require(ok, "tenderness_range", words, f"{path}.tenderness", kind=BadInput)
        seen.add((muscle, side))


EXAMINED: Final = ("tenderness", "taut_band", "familiar_pain", "referral", "note")


def empty_findings(findings: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[Blocker]:
    """Muscles that are listed and of which nothing is said: asked about before the signature, which they do not stop.

    `names` are the muscles' names by key. A muscle that was felt and is as it should be says so in its note.
    """
    return [
        Blocker(
            "finding_empty",
            f"Nothing is recorded for {names[finding['muscle']]}, {finding['side']}. "
            "Say what was found, even if it is nothing, or remove the muscle.",
            f"findings[{index}]",
        )
        for index, finding in enumerate(findings)
        if not any(_says_something(finding.get(name)) for name in EXAMINED)
    ]  # fmt: skip


def _says_something(value: Any) -> bool:
    """A tenderness of 0 does."""
    return value is not None and value is not False and value != ""


def require_addable(*, signed: bool, text: str) -> None:
    """Only a signed note has addenda; a draft is simply changed."""
    if not signed:
        raise RuleViolation.of("not_signed", "This note is still a draft: change it instead of adding to it.")
    require(bool(text.strip()), "text_missing", "Write what is to be added.", "text", kind=BadInput)
