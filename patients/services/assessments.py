"""Everything that changes an assessment, until it is signed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from patients import episodes, fields, visits
from patients.models import Assessment, EpisodeOfCare, HeadacheProfile, PalpationFinding, Visit
from patients.rules import assessments as rules
from patients.rules import codes as code_rules
from patients.rules import episodes as episode_rules
from patients.rules import headaches as headache_rules
from patients.rules import measured
from patients.rules.handovers import require_signer
from patients.selectors.assessments import signing_blockers, with_parts
from patients.selectors.criteria import questions_of
from practice import reference
from practice.access import Actor, Permission
from practice.actions import action
from practice.errors import BadInput, RuleViolation, require

Sent = Mapping[str, Any]


@action(needs=Permission.ASSESSMENT_WRITE, logs="assessment.recorded")
def record_assessment(
    *, actor: Actor, episode: EpisodeOfCare, occurred_at: datetime, now: datetime, id: UUID | None = None,
    kind: str = "", **written: Any,
) -> Assessment:  # fmt: skip
    """A new assessment, a draft until it is signed; without a kind the first is initial, later ones are not."""
    found = kind or _next_kind(episode)
    rules.require_kind(found)
    checked = _checked(written)
    details = {name: written[name] for name in fields.ASSESSMENT_VISIT if name in written}
    details["red_flags"] = _flags_told(written.get("red_flags", ()), checked.get("headaches", ()))
    visit = visits.open_visit(
        actor=actor, episode=episode, occurred_at=occurred_at, now=now, id=id, kind=found, **details
    )
    assessment = Assessment(id=visit.pk, visit=visit, **_own(written))
    _code_on(assessment, visit.occurred_on)
    assessment.save(force_insert=True)
    _replace_parts(assessment, checked)
    visits.add_measurements(visit, checked.get("measurements", ()))
    return with_parts(assessment)


@action(needs=Permission.ASSESSMENT_WRITE, logs="assessment.changed")
def change_assessment(
    *, actor: Actor, assessment: Assessment, now: datetime, if_version: int | None = None, **written: Any
) -> Assessment:
    """Changed details of a draft; a list that is sent replaces the stored one as a whole."""
    row = _locked(assessment, if_version)
    row.visit.require_open()
    episode = written.pop("episode", row.visit.episode)
    same = episode.pk == row.visit.episode_id
    require(same, "episode_fixed", "An assessment stays in its episode.", "episode", kind=BadInput)
    rules.require_kind(written.get("kind") or row.visit.kind)
    checked = _checked(written, visits.stored_measurements(row.visit))
    for name, value in _own(written).items():
        setattr(row, name, value)
    names = ("occurred_at", "kind", *fields.ASSESSMENT_VISIT)
    details = {name: written[name] for name in names if name in written and written[name] != ""}
    if {"red_flags", "headaches"} & set(written):
        headaches = checked["headaches"] if "headaches" in checked else _headaches_of(row)
        details["red_flags"] = _flags_told(written.get("red_flags", row.visit.red_flags), headaches)
    visits.change_visit(row.visit, actor=actor, now=now, measurements=checked.get("measurements"), **details)
    _code_on(row, row.visit.occurred_on)
    row.save()
    _replace_parts(row, checked)
    return with_parts(row)


@action(needs=Permission.ASSESSMENT_SIGN, logs="assessment.signed")
def sign_assessment(
    *, actor: Actor, assessment: Assessment, now: datetime, if_version: int | None = None
) -> Assessment:
    """Close the note for good; its diagnosis becomes the episode's, and the plan can be drafted."""
    row = with_parts(_locked(assessment, if_version))
    row.visit.require_open()
    require_signer(row.visit.signs_id, actor.membership_id)
    if blockers := signing_blockers(row, actor=actor):
        raise RuleViolation(blockers)
    visits.sign_visit(row.visit, actor=actor, now=now)
    _tell_episode(row.visit.episode, row.icd10)
    return row


@action(needs=Permission.ASSESSMENT_WRITE, logs="assessment.discarded")
def discard_assessment(
    *, actor: Actor, assessment: Assessment, now: datetime, if_version: int | None = None
) -> Assessment:
    """Take back a draft that was opened by mistake; a signed note stays."""
    row = _locked(assessment, if_version)
    row.visit.require_open()
    HeadacheProfile.objects.filter(assessment=row).delete()
    PalpationFinding.objects.filter(assessment=row).delete()
    Assessment.objects.filter(pk=row.pk).delete()
    visits.take_back(row.visit, actor=actor, now=now)
    return row


def _locked(assessment: Assessment, if_version: int | None) -> Assessment:
    """The assessment with its visit locked: the visit's version is the assessment's."""
    visit: Visit = Visit.objects.select_related("episode__patient").locked(assessment.pk, if_version=if_version)
    row: Assessment = Assessment.objects.get(pk=assessment.pk)
    row.visit = visit
    return row


def _checked(written: Sent, stored: Iterable[Sent] = ()) -> dict[str, list[dict[str, Any]]]:
    """The lists that were sent, every row possible; `stored` are the measurements that the draft holds."""
    found: dict[str, list[dict[str, Any]]] = {}
    if "findings" in written:
        rules.require_findings(written["findings"], reference.muscles())
        found["findings"] = [dict(finding) for finding in written["findings"]]
    if "measurements" in written:
        found["measurements"] = measured.checked(written["measurements"], reference.measures(), stored=stored)
    if "headaches" in written:
        edition = reference.current_edition("conditions")
        headache_rules.require_headaches(written["headaches"], questions_of(edition), reference.conditions())
        found["headaches"] = [{**headache, "edition": edition} for headache in written["headaches"]]
    episode_rules.require_codes(written.get("icd10") or [], reference.current("conditions"))
    return found


def _own(written: Sent) -> dict[str, Any]:
    return {name: written[name] for name in fields.ASSESSMENT if name in written}


def _flags_told(sent: Iterable[str], headaches: Iterable[Sent]) -> list[str]:
    """The red flags of the visit: those that were named, and those that the headaches raise."""
    return sorted({*sent, *headache_rules.red_flags_told(headaches)})


def _headaches_of(row: Assessment) -> list[Sent]:
    return list(HeadacheProfile.objects.filter(assessment=row).values(*fields.HEADACHE))


def _code_on(assessment: Assessment, day: date) -> None:
    """The chosen codes must be in force on the day of service; the release in force is kept with them."""
    if problems := code_rules.code_problems(assessment.icd10, day, reference.codes()):
        raise BadInput(problems)
    release = code_rules.release_on(day, reference.current("icd10cm")["releases"])
    assessment.icd10_release = release["name"] if release and assessment.icd10 else ""


def _replace_parts(assessment: Assessment, checked: Mapping[str, Iterable[Sent]]) -> None:
    if "headaches" in checked:
        HeadacheProfile.objects.filter(assessment=assessment).delete()
        HeadacheProfile.objects.bulk_create(
            [HeadacheProfile(assessment=assessment, **headache) for headache in checked["headaches"]]
        )
    if "findings" in checked:
        PalpationFinding.objects.filter(assessment=assessment).delete()
        PalpationFinding.objects.bulk_create(
            [PalpationFinding(assessment=assessment, **finding) for finding in checked["findings"]]
        )


def _next_kind(episode: EpisodeOfCare) -> str:
    earlier = Assessment.objects.filter(visit__episode=episode, visit__kind=Visit.Kind.EVALUATION).exists()
    return Visit.Kind.REEVALUATION if earlier else Visit.Kind.EVALUATION


def _tell_episode(episode: EpisodeOfCare, codes: list[str]) -> None:
    row = episodes.locked(episode)
    if row.state == EpisodeOfCare.State.ASSESSMENT:
        episodes.move(row, EpisodeOfCare.State.PLAN_DRAFT, icd10=codes)
    elif row.icd10 != codes and row.state != EpisodeOfCare.State.DISCHARGED:
        row.icd10 = codes
        row.save()
