"""Therapists beside their colleagues, like with like, and the episodes behind each figure; constant queries.

In the order of their names: whoever did more or less often what is no order of merit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from patients.models import EpisodeOfCare
from patients.rules.measurements import severity_band
from practice import access, reference
from practice import selectors as practice
from practice.access import Actor, Permission
from progress.rules import comparing as rules
from progress.rules.comparing_words import STANDING_LABELS, WARNING, explained_figures, standing_words
from progress.rules.outcomes import DecidingSeries, outcome_of, share
from progress.rules.words import MEASURE_WORDS
from progress.selectors.clinic import GROUP_WORDS, Asked, Figures
from progress.selectors.facts import reference_tables
from progress.selectors.summaries import series_by_episode, with_summary

FIGURES: Final = ("finished", "stopped", "unmeasured", "alone", "compared", "peers", "stratum")


def therapists_compared(actor: Actor, asked: Asked) -> dict[str, Any]:
    """What the page of therapists and `clinic/therapists/` tell; JSON types only."""
    access.require(actor, Permission.CLINIC_PROGRESS_VIEW)
    compared = Compared(asked)
    return {
        "from": asked.period.first.isoformat(),
        "to": asked.period.last.isoformat(),
        "condition": asked.condition or None,
        "minimum": rules.MINIMUM_COMPARED,
        "most_unmeasured_percent": round(100 * rules.MOST_UNMEASURED),
        "warning": WARNING,
        "strata": compared.strata,
        "therapists": [compared.told(one) for one in compared.by_name],
    }


@dataclass(frozen=True)
class Compared:
    """The comparison of a period with the ids of the episodes behind each figure."""

    asked: Asked

    @cached_property
    def finished(self) -> list[rules.Finished]:
        """Episodes that ended in the period, those whose patients stopped coming among them."""
        figures = Figures(replace(self.asked, therapist_id=None))
        stopped = frozenset(figures.dropped_out)
        ids = stopped.union(figures.discharged)
        rows = list(with_summary(EpisodeOfCare.objects.filter(pk__in=ids), "series").order_by("pk"))
        series = series_by_episode(rows, practice.clinic())
        return [self._finished(row, series[row.pk], stopped=row.pk in stopped) for row in rows]

    def _finished(self, row: EpisodeOfCare, series: DecidingSeries, *, stopped: bool) -> rules.Finished:
        group, until = reference.conditions()[row.condition]["group"], self.asked.period.last
        reached = outcome_of(group, series, reference_tables(), until=until).mcid
        return rules.Finished(
            row.pk, row.therapist_id, group, _severity(group, series, until), reached=reached, stopped=stopped
        )

    @cached_property
    def by_name(self) -> list[rules.Comparison]:
        """Each therapist who finished an episode, by name."""
        return sorted(rules.compare(self.finished), key=lambda one: (self._names[one.therapist], str(one.therapist)))

    @cached_property
    def _names(self) -> dict[UUID, str]:
        return practice.names_of({row.therapist for row in self.finished})

    def told(self, one: rules.Comparison) -> dict[str, Any]:
        """One therapist, figure by figure; null where there is not enough on both sides."""
        reached = sum(bool(row.reached) for row in one.compared)
        return {
            "therapist": str(one.therapist), "name": self._names[one.therapist], "finished": len(one.finished),
            "stopped": sum(row.stopped for row in one.finished), "unmeasured": len(one.unmeasured),
            "alone": len(one.alone),
            "compared": share(reached, len(one.compared), minimum=rules.MINIMUM_COMPARED),
            "peers": one.number_of_peers, "expected": _rounded("percent", one.expected),
            "difference": _rounded("mean", one.difference),
            "standing": one.standing.value, "label": STANDING_LABELS[one.standing], "words": standing_words(one),
            "explained": [{"figure": figure, "text": text} for figure, text in explained_figures(one)],
            "strata": [
                _stratum(stratum) | {"reached": own.reached, "of": own.of, "peers_reached": one.peers[stratum].reached,
                                     "peers_of": one.peers[stratum].of}
                for stratum, own in sorted(one.own.items(), key=_place)
            ],
        }  # fmt: skip

    @property
    def strata(self) -> list[dict[str, Any]]:
        """The clinic's mix: each group of conditions by its severity at the start."""
        found = sorted(rules.tallied(self.finished).items(), key=_place)
        return [_stratum(stratum) | {"mcid": share(tally.reached, tally.of)} for stratum, tally in found]

    def behind(self, figure: str) -> dict[UUID, bool | None]:
        """The episodes behind a figure, named as in the address of its list, and whether each reached an MCID.

        KeyError or ValueError for another name.
        """
        name, _, of = figure.partition(".")
        if name not in FIGURES:
            raise KeyError(figure)
        return {row.episode: row.reached for row in self._rows(name, of)}

    def _rows(self, name: str, of: str) -> Iterable[rules.Finished]:
        if name == "stratum":
            return [row for row in self.finished if row.stratum and _key(row.stratum) == of]
        therapist = UUID(of)
        one = next((one for one in self.by_name if one.therapist == therapist), rules.Comparison(therapist=therapist))
        if name == "stopped":
            return [row for row in one.finished if row.stopped]
        if name == "peers":
            return [row for row in self.finished if row.therapist != therapist and row.stratum in one.peers]
        rows: Sequence[rules.Finished] = getattr(one, name)
        return rows

    def name_behind(self, figure: str) -> str:
        """Whose figure it is: a therapist or a stratum, as the title of its list says it."""
        name, _, of = figure.partition(".")
        if name == "stratum":
            return next((said["name"] for said in self.strata if said["key"] == of), "")
        return str(self._names.get(UUID(of), ""))


def _severity(group: str, series: DecidingSeries, until: date) -> str | None:
    """The band of the first value of the group's primary measure; None without one by the last day."""
    measure = reference_tables().primary_measure(group)
    values = [value for day, value in series.get(measure, ()) if day <= until.isoformat()]
    return severity_band(reference_tables().measure_by_key[measure], Decimal(values[0])) if values else None


def _place(told: tuple[rules.Stratum, Any]) -> tuple[int, int]:
    """Where a stratum stands: groups in the order of the manager's page, the mildest first."""
    stratum = told[0]
    bands = reference_tables().measure_by_key[reference_tables().primary_measure(stratum.group)]["severity_bands"]
    labels = [band["label"] for band in bands["bands"]]
    return list(GROUP_WORDS).index(stratum.group), labels.index(stratum.severity)


def _key(stratum: rules.Stratum) -> str:
    """Its name in an address, without spaces."""
    return f"{stratum.group}-{_place((stratum, None))[1]}"


def _stratum(stratum: rules.Stratum) -> dict[str, Any]:
    measure = reference_tables().primary_measure(stratum.group)
    label, severity = MEASURE_WORDS[measure].label, stratum.severity.replace(">=", "≥")
    return {
        "key": _key(stratum), "group": stratum.group, "severity": stratum.severity, "measure": measure,
        "name": f"{GROUP_WORDS[stratum.group]}, {label[0].lower()}{label[1:]}: {severity}",
    }  # fmt: skip


def _rounded(name: str, part: rules.Estimate | None) -> dict[str, float] | None:
    """In percent, or in percentage points."""
    if part is None:
        return None
    numbers = {name: part.value, "low": part.low, "high": part.high}
    return {key: round(100 * number, 1) + 0.0 for key, number in numbers.items()}
