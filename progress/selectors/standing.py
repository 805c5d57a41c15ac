"""Where a patient stands in an episode: the derived results, made ready to be read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from patients.models import EpisodeOfCare
from plans.selectors.force import begun_among, signed_plans
from practice import reference
from practice import selectors as practice
from practice.models import Clinic
from progress.charts import Event, Point, Trend
from progress.rules import change
from progress.rules.alert_words import AlertWords, alerts_in_words
from progress.rules.citations import citation
from progress.rules.facts import EpisodeFacts
from progress.rules.supporting import Supporting, supporting
from progress.rules.words import MeasureWords, measure_words
from progress.selectors.episodes import episode_facts, progress_of
from progress.selectors.facts import reference_tables

MAIN: Final = ("headache_days_28", "nprs_average", "ndi_raw", "hit6")
SECOND: Final = ("psfs", "acute_med_days_28", "crom_rotation_left", "crom_rotation_right", "frt_left", "frt_right")


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure of the table: its words, its result, and where its threshold comes from.

    `drafts` says of baseline and latest value whether their note is not signed, `elsewhere` of MCID and MDC whether
    the catalogue has one, for whichever condition.
    """

    key: str
    words: MeasureWords
    lower_is_better: bool
    result: Mapping[str, Any]
    citation: str
    drafts: tuple[bool, bool] = (False, False)
    elsewhere: tuple[bool, bool] = (False, False)

    @property
    def moved(self) -> str:
        """`better`, `worse` or `same`; '' with a single value."""
        step = self.result.get("change")
        if step is None:
            return ""
        return "same" if not step else "better" if (step < 0) == self.lower_is_better else "worse"

    @property
    def tone(self) -> str:
        """A gain is good only when it means something; a loss is always to be watched."""
        meaningful = self.result.get("mcid_met") or self.result.get("reliable_change") or self.result.get("responder30")
        return {"better": "good" if meaningful else "", "worse": "watch"}.get(self.moved, "")

    @property
    def direction(self) -> str:
        """Where the number itself went: up, down or same."""
        step = self.result.get("change")
        return "" if step is None else "same" if not step else "down" if step < 0 else "up"


@dataclass(frozen=True)
class Standing:
    """An episode, its facts and its results; `held_back` are the days of values that a patient is not told yet."""

    episode: EpisodeOfCare
    facts: EpisodeFacts
    results: dict[str, Any]
    held_back: tuple[date, ...] = ()

    @cached_property
    def measures(self) -> list[MeasureRow]:
        """Every followed measure with a value, in the order of the rules."""
        return [
            _row(key, result, self.results["series"][key]) for key, result in self.results["measures"].items()
        ]  # fmt: skip

    @property
    def supporting(self) -> list[tuple[MeasureWords, Supporting]]:
        """What supports and decides about nothing, with its words."""
        found = supporting(self.results["series"], reference_tables())
        return [(_words(row.measure), row) for row in found]

    @property
    def numbers(self) -> list[MeasureRow]:
        """The three numbers that come first: the responder measure, then pain and disability."""
        order = [self.results["responder_measure"], *MAIN]
        known = {row.key: row for row in self.measures}
        return [known[key] for key in dict.fromkeys(order) if key in known][:3]

    @property
    def alerts(self) -> list[AlertWords]:
        """What somebody should look at, with what to do."""
        return alerts_in_words(self.results["alerts"])

    @property
    def muscles(self) -> list[tuple[str, int]]:
        """How many sessions needled each muscle, the most frequent first."""
        known = reference.muscles()
        counted = Counter(
            muscle for visit in self.facts.visits for muscle in {t.muscle for t in visit.targets if t.needles_in}
        )
        return [(known[key]["common_name"], count) for key, count in counted.most_common()]

    @property
    def events(self) -> list[tuple[str, int]]:
        """The adverse events of the episode by name, with how often each happened."""
        kinds = reference.adverse_events()
        return [(kinds[key]["label"], count) for key, count in self.results["adverse_event_counts"].items()]

    @property
    def codes(self) -> list[dict[str, Any]]:
        """The suggested code of each session, with its day and whether the ways of counting disagree."""
        visits = self.facts.ordered_visits
        return [
            row | {
                "on": visits[row["visit"] - 1].on, "source_id": visits[row["visit"] - 1].source_id,
                "sensitive": len({count["code"] for count in row["by_policy"].values()}) > 1,
            }
            for row in self.results["cpt"]
        ]  # fmt: skip

    def trends(self, keys: tuple[str, ...]) -> list[Trend]:
        """The measures that have a value, as charts draw them."""
        return [self._trend(key) for key in keys if self.results["series"].get(key)]

    def own_trends(self) -> list[Trend]:
        """Headache days, or pain where no headache is treated, for the patient: without thresholds and events."""
        keys = dict.fromkeys((self.results["responder_measure"], change.NPRS))
        plain = [trend for trend in self.trends(tuple(keys)) if len(trend.recorded) > 1]
        return [
            replace(
                trend,
                mcid=None,
                mdc=None,
                mcid_met=None,
                adverse_events=(),
                plan_changes=(),
                baseline_word="Start",
                unit_words=trend.unit_words.replace("in 28", "in 28 days"),
            )
            for trend in plain
        ]

    def _trend(self, key: str) -> Trend:
        tables, words, result = reference_tables(), _words(key), self.results["measures"].get(key, {})
        definition, limits = tables.measure_by_key[key], tables.thresholds(self.facts.group, key)
        goal = next((goal["value"] for goal in self.results["goals"] if goal["measure"] == key), None)
        return Trend(
            key=f"{key}-{self.episode.pk}", label=words.label, unit_words=words.unit,
            points=tuple(self._points(key)), minimum=definition["min"], maximum=definition["max"],
            lower_is_better=definition["direction"] == "lower_is_better", goal=goal,
            mcid=limits.get("mcid"), mdc=result.get("mdc"), mcid_met=result.get("mcid_met"),
            sessions=self._sessions, plan_changes=self._plan_changes, adverse_events=self._events,
            since=self._shown[0], until=self._shown[1],
        )  # fmt: skip

    def _points(self, key: str) -> Iterator[Point]:
        """A visit at which the measure is usually taken and was not stands as a gap only inside headache days."""
        recorded = {point["visit"]: point["value"] for point in self.results["series"][key]}
        for number, visit in enumerate(self.facts.ordered_visits, start=1):
            if number in recorded or key in visit.measures:
                note = "from the diary" if key in visit.from_diary else ""
                yield Point(on=visit.on, value=recorded.get(number), note=note, draft=not visit.signed)

    @property
    def _sessions(self) -> tuple[Any, ...]:
        return tuple(visit.on for visit in self.facts.ordered_visits if visit.needled)

    @cached_property
    def _shown(self) -> tuple[date, date]:
        """The days that charts cover: from the first to the last visit, or an event before or after them."""
        days = [*(visit.on for visit in self.facts.visits), *(event.on for event in self._events)]
        return min(days), max(days)

    @cached_property
    def _events(self) -> tuple[Event, ...]:
        kinds = reference.adverse_events()
        return tuple(
            Event(on=event.on, label=kinds[event.key]["label"].lower())
            for visit in self.facts.ordered_visits
            for event in visit.adverse_events
        )

    @cached_property
    def _plan_changes(self) -> tuple[Event, ...]:
        """Revisions after the first, within the days that the chart shows."""
        first, last = self._shown
        begun = begun_among(signed_plans(self.episode.pk), last, practice.clinic())
        return tuple(Event(on, f"plan {plan.revision}") for plan, on in begun if plan.revision > 1 and on >= first)


def standing_of(episode: EpisodeOfCare, *, clinic: Clinic, now: datetime) -> Standing:
    """The results of an episode and the facts that they come from, read once."""
    facts = episode_facts(episode, clinic)
    return Standing(episode, facts, progress_of(episode, facts, clinic=clinic, now=now))


def own_standing(episode: EpisodeOfCare, *, clinic: Clinic, now: datetime) -> Standing:
    """What the patient is told: the results of what is signed, and on which days more was measured."""
    whole = episode_facts(episode, clinic)
    facts = whole.told_to_patient()
    days = tuple(dict.fromkeys(visit.on for visit in whole.drafts))
    return Standing(episode, facts, progress_of(episode, facts, clinic=clinic, now=now), days)


def _words(key: str) -> MeasureWords:
    definition = reference_tables().measure_by_key[key]
    return measure_words(key, definition["name"], definition["unit_ucum"])


def _row(key: str, result: Mapping[str, Any], series: Sequence[Mapping[str, Any]]) -> MeasureRow:
    lower = not reference_tables().higher_is_better(key)
    drafts = (not series[0]["signed"], not series[-1]["signed"])
    definition = reference_tables().measure_by_key[key]
    mcid, mdc = (change.known_elsewhere(definition, name) for name in ("mcid", "mdc"))
    return MeasureRow(key, _words(key), lower, result, _citation(key, result), drafts, (mcid, mdc))


def _citation(key: str, result: Mapping[str, Any]) -> str:
    """Where the threshold comes from: the entry of the catalogue with this value."""
    definition = reference_tables().measure_by_key[key]
    for name in ("mcid", "mdc"):
        if result.get(name) is not None:
            return f"{name.upper()}: {citation(definition, name, result[name])}"
    if key in change.WITH_RESPONDER:
        return "Responder: 30 and 50 % less (domain convention of drug trials)"
    return ""
