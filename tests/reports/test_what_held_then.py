"""A report of a past period says what held then, of what was written over since: codes, payer rule, usual medicine,
the table of payer rules, the letterhead, who led the care, and what people were called."""

from copy import deepcopy
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from patients import services as patients_services
from practice import reference
from practice import services as practice_services
from practice.history import history_of
from practice.models import ReferenceSet
from reports.models import Report
from reports.selectors import progress_report_facts
from tests.factories import patients, reports, sessions

OVERUSE = "Acute medicine on many days"


@pytest.fixture
def episode(cast):
    return reports.treated_episode(cast)


def known_since(row, days, **said):
    """The row history as it would be, had the row said so since that many days ago."""
    events = history_of(type(row))
    names = [field.attname for field in row._meta.concrete_fields]
    told = {**{name: getattr(row, name) for name in names}, **said, "pgh_label": "update"}
    with time_machine.travel(timezone.now() - timedelta(days=days), tick=False):
        return events._default_manager.create(**told)


def change_episode(cast, episode, **details):
    today = patients.today(cast)
    patients_services.change_episode(actor=cast.actor("ana"), episode=episode, today=today, **details)


def facts_of(episode, cast, *, ago):
    last = None if ago is None else patients.today(cast) - timedelta(days=ago)
    return progress_report_facts(Report(episode=episode, period_to=last), now=timezone.now())


def codes(facts):
    return [one.code for one in facts.episode.diagnoses]


def alerts(facts):
    return {alert.name for alert in facts.alerts}


def clocks(facts):
    return {clock.name: clock.words for clock in facts.clocks}


def test_a_diagnosis_that_was_coded_anew_stands_in_later_reports_only(cast, episode):
    before = list(episode.icd10)
    known_since(episode, 40)
    change_episode(cast, episode, icd10=["M54.2"])
    episode.refresh_from_db()
    assert codes(facts_of(episode, cast, ago=10)) == before != ["M54.2"]
    assert codes(facts_of(episode, cast, ago=None)) == ["M54.2"]


def test_the_last_word_before_the_end_of_the_period_counts(cast, episode):
    known_since(episode, 40, icd10=["G44.201"])
    known_since(episode, 20, icd10=["G44.209"])
    assert codes(facts_of(episode, cast, ago=30)) == ["G44.201"]
    assert codes(facts_of(episode, cast, ago=20)) == ["G44.209"]


def test_what_was_not_coded_yet_has_the_codes_that_came_later(cast, episode):
    known_since(episode, 40, icd10=[])
    assert codes(facts_of(episode, cast, ago=10)) == episode.icd10


def test_what_was_written_down_after_the_period_stands_as_it_stands_now(cast, episode):
    assert codes(facts_of(episode, cast, ago=10)) == episode.icd10


def test_a_change_on_the_last_day_counts_until_its_midnight(cast, episode):
    last = patients.today(cast) - timedelta(days=10)
    midnight = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(cast.here.timezone))
    days, minute = (timezone.now() - midnight) / timedelta(days=1), 1 / 1440
    known_since(episode, days + minute, icd10=["G44.209"])
    known_since(episode, days - minute, icd10=["M54.2"])
    assert codes(facts_of(episode, cast, ago=10)) == ["G44.209"]


@pytest.mark.parametrize("whose", ["episode", "clinic"])
def test_a_payer_rule_that_was_chosen_later_runs_no_clock_of_the_past(cast, episode, whose):
    known_since(episode, 40)
    known_since(cast.here, 40)
    told = clocks(facts_of(episode, cast, ago=10))
    if whose == "episode":
        change_episode(cast, episode, payer_rule="none")
    else:
        practice_services.change_clinic(actor=cast.actor("max"), payer_rule="none")
    episode.refresh_from_db()
    assert clocks(facts_of(episode, cast, ago=10)) == told
    assert clocks(facts_of(episode, cast, ago=None)) != told


def test_a_red_flag_of_another_episode_that_was_raised_later_is_no_alert_of_the_past(cast, episode):
    told = alerts(facts_of(episode, cast, ago=10))
    other = patients.ready_episode(cast, of=episode.patient)
    patients.screening(cast, other, answered_at=timezone.now(), red_flags=["neuro"])
    assert alerts(facts_of(episode, cast, ago=10)) == told
    assert alerts(facts_of(episode, cast, ago=None)) > told


def test_a_medicine_that_was_changed_later_does_not_move_the_limit_of_the_past(cast, monkeypatch):
    many = deepcopy(reports.worked_case("SYN-03"))
    for visit in many["visits"]:
        if "acute_med_days_28" in visit["measures"]:
            visit["measures"]["acute_med_days_28"] = 12  # too many of a triptan, not of simple analgesics
    monkeypatch.setattr(reports, "worked_case", lambda key: many)
    patient = reports.treated_episode(cast, "SYN-03").patient
    known_since(patient, 40)
    patients_services.change_patient(
        actor=cast.actor("ana"), patient=patient, acute_medicine="simple", today=patients.today(cast)
    )
    episode = patient.episodes.select_related("patient").get()
    assert alerts(facts_of(episode, cast, ago=10)) - alerts(facts_of(episode, cast, ago=None)) == {OVERUSE}


def test_a_table_of_payer_rules_that_came_later_runs_no_clock_of_the_past(cast, episode):
    known_since(episode, 40)
    told, number = clocks(facts_of(episode, cast, ago=10)), reference.current_edition("payer_rules")
    ReferenceSet.objects.filter(kind="payer_rules").update(loaded_at=timezone.now() - timedelta(days=90))
    later = deepcopy(dict(reference.edition("payer_rules", number)))
    for row in later["payer_rules"]:
        row |= {"report_every_treatment_days": 3, "certification_days": 7}
    ReferenceSet.objects.create(kind="payer_rules", edition=number + 1, sha256="later", content=later)
    for cached in (reference.current_edition, reference.by_key):
        cached.cache_clear()
    try:
        assert clocks(facts_of(episode, cast, ago=10)) == told
        assert clocks(facts_of(episode, cast, ago=None)) != told
    finally:
        ReferenceSet.objects.filter(kind="payer_rules", edition=number + 1).delete()
        for cached in (reference.current_edition, reference.by_key, reference.entries, reference.edition):
            cached.cache_clear()


def test_the_letterhead_is_that_of_the_last_day(cast, episode):
    known_since(cast.here, 40, address="1 Old Street", phone="555 0100")
    practice_services.change_clinic(actor=cast.actor("max"), name="New Name", address="2 New Street", phone="555 0200")
    then, now = facts_of(episode, cast, ago=10).clinic, facts_of(episode, cast, ago=None).clinic
    assert (then.name, then.address, then.phone) == ("Here Physical Therapy", ("1 Old Street",), "555 0100")
    assert (now.name, now.address, now.phone) == ("New Name", ("2 New Street",), "555 0200")


def test_who_led_the_care_and_treated_is_called_as_on_the_last_day(cast, episode):
    known_since(episode, 40)
    known_since(cast.members["ana"], 40)
    noa = sessions.supervisor(cast)
    practice_services.change_member(
        actor=cast.actor("max"), membership=cast.members["ana"], name="Ana Other (synthetic)", suffix="DPT",
        roles=["therapist"],
    )  # fmt: skip
    change_episode(cast, episode, therapist=noa)
    episode.refresh_from_db()
    then, now = facts_of(episode, cast, ago=10), facts_of(episode, cast, ago=None)
    assert (then.episode.therapist.name, then.episode.therapist.credential) == ("Ana (synthetic)", "PT")
    assert now.episode.therapist.name == noa.name
    assert {session.therapist for session in then.sessions} == {"Ana (synthetic), PT"}
    assert {session.therapist for session in now.sessions} == {"Ana Other (synthetic), DPT"}
