"""What lists keep at hand of episodes, beside what their whole record says."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from patients.models import EpisodeOfCare, Measurement
from plans.models import Certification, Goal, TreatmentPlan
from progress import refreshing, tasks
from progress.rules.due_facts import due_facts_of
from progress.rules.needled import rolled_up
from progress.rules.outcomes import deciding_series
from progress.selectors import facts as facts_selectors
from progress.selectors import summaries, worklist
from sessions.models import Target
from tests.factories import patients, progress, sessions


def refresh(cast):
    """As a worker does it; nothing is stale afterwards."""
    tasks.refresh_summaries.apply(kwargs={"clinic_id": str(cast.here.pk)}, throw=True)
    assert not refreshing.stale_episodes().exists()


def is_stale(episode):
    return refreshing.stale_episodes().filter(pk=episode.pk).exists()


def by_the_record(cast):
    """What every episode comes to by its whole record."""
    rows = list(EpisodeOfCare.objects.select_related("patient"))
    told = facts_selectors.facts_of(rows, cast.here)
    tables = facts_selectors.reference_tables()
    return {
        pk: (due_facts_of(facts, tables), deciding_series(facts), needled_by_the_record(facts))
        for pk, facts in told.items()
    }


def needled_by_the_record(facts):
    """The needled days, from the visits with all their needles."""
    needled: dict[date, frozenset[str]] = {}
    for visit in facts.visits:
        muscles = frozenset(target.muscle for target in visit.targets if target.needles_in)
        if muscles:
            needled[visit.on] = needled.get(visit.on, frozenset()) | muscles
    return rolled_up([visit.on for visit in facts.visits], deciding_series(facts), needled, group=facts.group)


def as_lists_read_it(cast):
    """The same as lists read it, from rows or around stale ones."""
    rows = EpisodeOfCare.objects.all()
    due = summaries.due_facts_by_episode(summaries.with_summary(rows, "due_facts"), cast.here)
    series = summaries.series_by_episode(summaries.with_summary(rows, "series"), cast.here)
    needled = summaries.needled_by_episode(summaries.with_summary(rows, "needled"), cast.here)
    pairs = {pk: {key: [tuple(one) for one in found] for key, found in told.items()} for pk, told in series.items()}
    return {pk: (due[pk], pairs[pk], needled[pk]) for pk in due}


def kinds(cast):
    """The kinds of work on Ana's list."""
    return {item.kind.value for item in worklist(cast.actor("ana"), cast.here, timezone.now(), mine=True)}


def whole_episode(cast):
    """An episode with a row of everything that a summary is made of; its last visit is a draft that may change."""
    made = progress.worked_episode(cast, "SYN-05")
    draft = sessions.draft_session(cast, made, occurred_at=timezone.now() - timedelta(hours=2))
    Target.objects.create(session=draft, muscle="splenius_capitis", side="left", needles_in=2)
    Measurement.objects.create(visit=draft.visit, measure="ndi_raw", value=Decimal(20))
    sessions.adverse_event(cast, made)
    patients.letter_on_record(cast, made, "red_flag_open")
    if not Certification.objects.filter(episode=made).exists():
        Certification.objects.create(episode=made, certified_on=made.started_on, duration_weeks=6)
    plan = TreatmentPlan.objects.create(episode=made, revision=9, starts_on=made.started_on, duration_weeks=6)
    Goal.objects.create(plan=plan, measure="hit6", target=Decimal(50))
    return made
