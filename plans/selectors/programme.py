"""What the record says about a prescribed programme: adherence, the next step, and what speaks against it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count

from patients.models import EpisodeOfCare
from patients.rules.screening import labels
from patients.selectors.measured import values_by_visit
from patients.selectors.safety import safety_of
from plans.fields import DOSE
from plans.models import AdherenceDay, Prescription
from plans.rules import exercises as words
from plans.rules.precautions import Caution, cautions, unconfirmed
from plans.rules.progression import Done, Readiness, due_days, readiness
from plans.selectors.library import Entry, as_entry
from practice import reference
from practice.emergency import localized

SUMMARY_DAYS = 28
EMPTY: Mapping[str, Any] = {"steps": (), "avoid": (), "muscles": (), "checklist": ()}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step of a prescription: its number, its dose, what to tell the patient, and whether it may come."""

    number: int
    dose: dict[str, Any]
    words: str
    readiness: Readiness

    @property
    def dose_in_words(self) -> str:
        """The whole dose as people say it."""
        return words.dose_in_words(self.dose)


def about(row: Prescription) -> Mapping[str, Any]:
    """Steps, precautions and checklist of what is prescribed; those of the clinic's own as of their edition."""
    if row.edition is None:
        return of_library(row.exercise)
    return {**EMPTY, **{name: row.edition.content.get(name, ()) for name in ("steps", "checklist")}}


def of_library(exercise: str) -> Mapping[str, Any]:
    """Steps, precautions and checklist of an exercise of the library; nothing of another one."""
    return reference.programme().get(exercise, EMPTY)


def stop_for() -> list[str]:
    """What a patient stops an exercise for, and whom they call, in plain words."""
    told: list[str] = localized([row["text"] for row in reference.current("programme")["stop_for"]])
    return told


def cautions_for(episode: EpisodeOfCare, entry: Entry, day: date) -> list[Caution]:
    """What in the patient's screening speaks against an exercise on a day; `entry` is as the catalogue has it."""
    [found] = _cautions(episode, [_weighed(entry)], day)
    return found


def cautions_of(row: Prescription, day: date) -> list[Caution]:
    """What in the patient's screening speaks against what is prescribed."""
    [found] = _cautions(row.episode, [_weighed_of(row)], day)
    return found


def to_weigh(episode: EpisodeOfCare, rows: Iterable[Prescription], day: date) -> dict[UUID, list[Caution]]:
    """What the screening says by now against running prescriptions and nobody confirmed, by prescription."""
    known = list(rows)
    found = _cautions(episode, [_weighed_of(row) for row in known], day)
    return {row.pk: unconfirmed(each, row.precautions_met) for row, each in zip(known, found, strict=True)}


def _cautions(episode: EpisodeOfCare, weighed: list[Mapping[str, Any]], day: date) -> list[list[Caution]]:
    """One list for each exercise; the record is read once, and only where an exercise names something."""
    if not any(about["avoid"] or about["muscles"] for about in weighed):
        return [[] for _ in weighed]
    safety = safety_of(episode, day)
    said = {"open_items": {*safety.facts.positive, *safety.open_red_flags}, "limited_muscles": safety.limited_muscles}
    return [cautions(about, **said) for about in weighed]


def _weighed_of(row: Prescription) -> Mapping[str, Any]:
    """Of the clinic's own what it names now, whatever edition was prescribed: it concerns who does it already."""
    return of_library(row.exercise) if row.edition is None else _weighed(as_entry(row.edition.exercise))


def _weighed(entry: Entry) -> Mapping[str, Any]:
    """What is compared with the screening, in the shape of programme.json."""
    if entry["origin"] == "library":
        return of_library(entry["key"])
    said = labels(reference.current("screening"))
    avoid = [
        {"items": [key], "words": f"The clinic's own exercise is weighed against: {said[key]}."}
        for key in entry["avoid"]
    ]
    return {"avoid": avoid, "muscles": entry["muscles"]}


def done_of(rows: Iterable[Prescription], day: date, days: int) -> dict[UUID, Done]:
    """What was reported of prescriptions in the last `days` days up to `day`, by prescription, in one query."""
    known, first = list(rows), day - timedelta(days=days - 1)
    counted = AdherenceDay.objects.filter(prescription__in=known, on__gte=first, on__lte=day)
    numbers: dict[UUID, dict[str, int]] = {row.pk: {} for row in known}
    reasons: dict[UUID, dict[str, int]] = {row.pk: {} for row in known}
    grouped = counted.values_list("prescription", "done", "reason").annotate(number=Count("pk"))
    for pk, done, reason, number in grouped.order_by("prescription", "done", "reason"):
        numbers[pk][done] = numbers[pk].get(done, 0) + number
        if reason:
            reasons[pk][reason] = reasons[pk].get(reason, 0) + number
    return {
        row.pk: Done(
            **numbers[row.pk], reasons=reasons[row.pk],
            due=due_days(first, day, starts_on=row.starts_on, days_per_week=row.days_per_week),
        )
        for row in known
    }  # fmt: skip


def next_steps(episode: EpisodeOfCare, rows: Iterable[Prescription], day: date) -> dict[UUID, NextStep]:
    """The next step of each prescription that has one, in two queries at most for each length of window."""
    coming = {row: about(row)["steps"][row.step] for row in rows if row.step < len(_steps(row))}
    if not coming:
        return {}
    measured = _latest(episode)
    lengths = {step["when"]["days"] for step in coming.values()}
    done = {length: done_of(coming, day, length) for length in lengths}
    return {
        row.pk: NextStep(
            number=row.step + 1, words=step["words"], dose={**{n: getattr(row, n) for n in DOSE}, **step["dose"]},
            readiness=readiness(
                step["when"], done[step["when"]["days"]][row.pk], running_days=(day - row.starts_on).days + 1,
                **measured.get(step["when"].get("measure", {}).get("key", ""), {"measured": None}),
            ),
        )
        for row, step in coming.items()
    }  # fmt: skip


def _steps(row: Prescription) -> Any:
    return about(row)["steps"]


def _latest(episode: EpisodeOfCare) -> dict[str, dict[str, Any]]:
    """The last value of each measure, and whether it is a draft's."""
    return {
        measure: {"measured": value, "draft": not signed}
        for values, signed in values_by_visit(episode)
        for measure, value in values.items()
    }
