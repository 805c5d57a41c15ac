"""What lists need of many episodes: from the rows that keep it, and from the record itself where those are stale.

Reading never writes: the worker makes stale rows anew (`progress.refreshing`), readers only work around them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    Func,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from patients.models import EpisodeOfCare, Visit
from plans.models import TreatmentPlan
from practice import reference
from practice.models import Clinic
from practice.statements import as_json
from progress.models import EpisodeSummary, StaleMark
from progress.rules import due_facts
from progress.rules.due_facts import ClockFacts, DueFacts, due_facts_of
from progress.rules.facts import EpisodeFacts
from progress.rules.needled import rolled_up
from progress.rules.outcomes import DecidingSeries, deciding_series
from progress.selectors.facts import facts_of, reference_tables
from sessions.models import Target

# Raise it with every change of what the rules make of the same record: rows of another edition count as stale.
ALGORITHM: Final = 10
CATALOGUES: Final = ("conditions", "measures", "screening", "adverse_events", "payer_rules")


def edition() -> str:
    """What rows are made with besides the record: the rules and the catalogues that this process works with."""
    return " ".join([str(ALGORITHM), *(f"{kind}-{reference.current_edition(kind)}" for kind in CATALOGUES)])


def fresh_summaries() -> "QuerySet[EpisodeSummary]":
    """The rows that still say what the record says: unmarked, of this edition and the clinic's settings.

    A signed plan that was to begin and has begun since makes a row stale without any write.
    """
    marks = StaleMark.objects.filter(clinic_id=OuterRef("clinic_id"), episode_id=OuterRef("episode_id"))
    of_today = Concat(
        Value(f"{edition()} "), F("clinic__timezone"), Value(" "), F("clinic__payer_rule"),
        Value(" "), _written("clinic__own_report_every"), Value(" "), _written("clinic__own_certification_days"),
    )  # fmt: skip
    now = Value(timezone.now(), output_field=DateTimeField())
    begun = TreatmentPlan.objects.filter(
        episode_id=OuterRef("episode_id"), signed_at__isnull=False,
        starts_on__gt=_day_there(OuterRef("updated_at")), starts_on__lte=_day_there(now),
    )  # fmt: skip
    rows: QuerySet[EpisodeSummary] = EpisodeSummary.objects.filter(~Exists(marks), ~Exists(begun), made_with=of_today)
    return rows


def _day_there(moment: Any) -> Cast:
    """The day of a moment in the time zone of the clinic of the summary."""
    local = Func(OuterRef("clinic__timezone"), moment, function="timezone", output_field=DateTimeField())
    return Cast(local, DateField())


def _written(number: str) -> Coalesce:
    return Coalesce(Cast(number, CharField()), Value("-"))


def made_with(clinic: Clinic) -> str:
    """What the rows of this clinic are made with, as `fresh_summaries` reads it from the database."""
    own = (clinic.own_report_every, clinic.own_certification_days)
    return " ".join([edition(), clinic.timezone, clinic.payer_rule, *("-" if n is None else str(n) for n in own)])


def summaries(ids: Sequence[UUID], clinic: Clinic) -> list[EpisodeSummary]:
    """Rows for episodes, made from the record and not stored."""
    stamp, facts = made_with(clinic), _facts(ids, clinic)
    made = {column: make(facts) for column, make in COLUMNS.items()}
    return [
        EpisodeSummary(
            clinic_id=clinic.pk, episode_id=pk, made_with=stamp, **{column: told[pk] for column, told in made.items()}
        )
        for pk in facts
    ]  # fmt: skip


def _facts(ids: Sequence[UUID], clinic: Clinic) -> dict[UUID, EpisodeFacts]:
    episodes = list(EpisodeOfCare.objects.filter(pk__in=ids).select_related("patient")) if ids else []
    return facts_of(episodes, clinic, with_needles=False) if episodes else {}


def _series(facts: Mapping[UUID, EpisodeFacts]) -> dict[UUID, Any]:
    return {pk: deciding_series(told) for pk, told in facts.items()}


def _due_facts(facts: Mapping[UUID, EpisodeFacts]) -> dict[UUID, Any]:
    tables = reference_tables()
    return {pk: due_facts.as_json(due_facts_of(told, tables)) for pk, told in facts.items()}


def _needled(facts: Mapping[UUID, EpisodeFacts]) -> dict[UUID, Any]:
    days = needled_days(list(facts)) if facts else {}
    return {
        pk: rolled_up([visit.on for visit in told.visits], deciding_series(told), days.get(pk, {}), group=told.group)
        for pk, told in facts.items()
    }


COLUMNS: Final = {"series": _series, "due_facts": _due_facts, "needled": _needled}  # how each is made of the record


def needled_days(ids: Sequence[UUID]) -> dict[UUID, dict[date, frozenset[str]]]:
    """By episode and day the muscles that needles went into."""
    rows = Target.objects.filter(
        session__visit__episode_id__in=ids, session__visit__state=Visit.State.ATTENDED, needles_in__gt=0
    )
    days = rows.values_list("session__visit__episode_id", "session__visit__occurred_on")
    found: defaultdict[UUID, dict[date, frozenset[str]]] = defaultdict(dict)
    for episode_id, day, muscles in days.annotate(muscles=ArrayAgg("muscle", distinct=True)).order_by():
        found[episode_id][day] = frozenset(muscles)
    return found


def with_summary(rows: "QuerySet[EpisodeOfCare]", column: str) -> "QuerySet[EpisodeOfCare]":
    """The episodes, each with a column of its summary as `told`: its JSON, None where that is missing or stale."""
    told = fresh_summaries().filter(episode_id=OuterRef("pk")).values_list(Cast(column, TextField()))
    found: QuerySet[EpisodeOfCare] = rows.annotate(told=Subquery(told))
    return found


def told_by_summary(rows: "QuerySet[EpisodeOfCare]", column: str, *names: str) -> list[Any]:
    """Of each episode its `pk`, these fields, and `told` as `with_summary` has it."""
    found = with_summary(rows, column).values_list("pk", *names, "told", named=True)  # type: ignore[misc]  # annotated
    return list(found)


def due_facts_by_episode(episodes: Iterable[Any], clinic: Clinic) -> dict[UUID, DueFacts]:
    """What the work of episodes rests on; of episodes read `with_summary(…, "due_facts")`."""
    return {pk: due_facts.from_json(told) for pk, told in _completed("due_facts", episodes, clinic).items()}


def clock_facts_by_episode(episodes: Iterable[Any], clinic: Clinic) -> dict[UUID, ClockFacts]:
    """As `due_facts_by_episode`, what the payer's clocks rest on alone."""
    return {pk: due_facts.clocks_from_json(told) for pk, told in _completed("due_facts", episodes, clinic).items()}


def series_by_episode(episodes: Iterable[Any], clinic: Clinic) -> dict[UUID, DecidingSeries]:
    """The values that decide about the outcomes of episodes; of episodes read `with_summary(…, "series")`."""
    return _completed("series", episodes, clinic)


def needled_by_episode(episodes: Iterable[Any], clinic: Clinic) -> dict[UUID, Mapping[str, Any]]:
    """The needled days of episodes as `rolled_up`; of episodes read `with_summary(…, "needled")`."""
    return _completed("needled", episodes, clinic)


def _completed(column: str, episodes: Iterable[Any], clinic: Clinic) -> dict[UUID, Any]:
    """What the rows tell, and for the other episodes the record itself: this column of it alone."""
    found = {episode.pk: as_json(episode.told) for episode in episodes}
    stale = [pk for pk, told in found.items() if told is None]
    return found | (COLUMNS[column](_facts(stale, clinic)) if stale else {})
