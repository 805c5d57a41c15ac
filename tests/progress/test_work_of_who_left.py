"""Whose work it is when a therapist has left the clinic: who leads the care, else the managers', and it says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients.models import EpisodeOfCare
from practice import services as practice_services
from practice.models import Membership
from progress import selectors
from progress.rules.due import Kind
from progress.rules.whose import Whose, whose
from tests.factories import patients, sessions

LEFT = "Ana (synthetic) has left the clinic"
NOBODY = f"{LEFT}, name another therapist"


@pytest.fixture
def noa(cast):
    cast.members["noa"] = sessions.supervisor(cast)
    return cast.members["noa"]


@pytest.fixture
def work(cast, noa):
    """Ana's care of Pia with every kind of open work in it."""
    episode = sessions.treatable_episode(cast)
    at = timezone.now() - timedelta(hours=80)
    answered = sessions.signed_session(cast, episode, occurred_at=at)
    sessions.check_in(cast, answered, hours_after=72, soreness=8)
    sessions.signed_session(cast, episode, occurred_at=timezone.now() - timedelta(hours=30))
    sessions.adverse_event(cast, episode, session=answered)
    sessions.draft_session(cast, episode)
    patients.episode(cast, of=patients.patient(cast))
    return episode


def leaves(cast):
    practice_services.deactivate_member(actor=cast.actor("max"), membership=cast.members["ana"])


def listed(cast, name, *, mine=True):
    return [item.as_json() for item in selectors.worklist(cast.actor(name), cast.here, timezone.now(), mine=mine)]


def of(rows, **asked):
    return {row["kind"] for row in rows if all(row[name] == value for name, value in asked.items())}


ABOUT_CARE = {Kind.UNSIGNED, Kind.CALL_BACK, Kind.CHECK_IN, Kind.ADVERSE_EVENT, Kind.SCREENING, Kind.CONSENT}


def test_as_long_as_the_therapist_is_here_nobody_else_has_it(cast, work):
    assert of(listed(cast, "ana")) >= ABOUT_CARE
    assert not of(listed(cast, "noa")) & ABOUT_CARE
    assert not of(listed(cast, "max")) & ABOUT_CARE
    assert not any(row["therapist_left"] for row in listed(cast, "max", mine=False))


def test_what_nobody_does_is_the_managers_and_names_who_left(cast, api, as_page, work):
    leaves(cast)
    mine = [row for row in listed(cast, "max") if row["kind"] in ABOUT_CARE]
    assert of(mine) == ABOUT_CARE
    assert {row["therapist_left"] for row in mine} == {True}
    assert all(row["text"].endswith(NOBODY) for row in mine)
    assert not of(listed(cast, "noa")) & ABOUT_CARE
    [told, *_] = api("max").get("worklist/", {"whose": "mine"}).json()["results"]
    assert (told["therapist"], told["therapist_left"]) == (str(cast.members["ana"].pk), True)
    page = as_page("max").get("/work/", {"whose": "mine"}).text
    assert NOBODY in page
    assert NOBODY in as_page("rui").get("/work/").text


def test_who_leads_the_care_now_has_what_the_therapist_left_behind(cast, as_page, noa, work):
    leaves(cast)
    EpisodeOfCare.objects.update(therapist=noa)
    mine = [row for row in listed(cast, "noa") if row["kind"] in ABOUT_CARE]
    assert of(mine) == ABOUT_CARE
    assert {row["therapist"] for row in mine} == {noa.pk}
    marked = {row["kind"]: row["text"].endswith(LEFT) for row in mine}
    began = {Kind.UNSIGNED, Kind.CALL_BACK, Kind.CHECK_IN}
    assert {kind for kind, says in marked.items() if says} == began
    assert not of(listed(cast, "max")) & ABOUT_CARE
    assert LEFT in as_page("noa").get("/work/").text


def test_the_work_of_who_is_no_therapist_any_more_falls_to_the_managers_too(cast, work):
    Membership.objects.filter(pk=cast.members["ana"].pk).update(roles=["assistant"])
    mine = [row for row in listed(cast, "max") if row["kind"] in ABOUT_CARE]
    assert of(mine) == ABOUT_CARE
    assert {row["therapist_left"] for row in mine} == {True}
    assert all(row["text"].endswith("is no therapist here any more, name another therapist") for row in mine)
    assert not of(listed(cast, "ana")) & ABOUT_CARE


def test_it_costs_no_query_more_for_who_left(cast, work, django_assert_max_num_queries):
    actor = cast.actor("max")
    with django_assert_max_num_queries(40) as here:
        selectors.worklist(actor, cast.here, timezone.now(), mine=False)
    leaves(cast)
    with django_assert_max_num_queries(len(here)):
        assert selectors.worklist(actor, cast.here, timezone.now(), mine=False)


def test_the_first_who_is_here_does_it():
    noa, eli = (Membership(name=name, roles=["therapist"]) for name in ("Noa", "Eli"))
    ana, bea = Membership(name="Ana", active=False, roles=["therapist"]), Membership(name="Bea", roles=["assistant"])
    left = "Ana has left the clinic"
    assert whose(noa, [eli]) == Whose(noa.pk, "Noa")
    assert whose(ana, [ana, bea, eli]) == Whose(eli.pk, "Eli", left=left)
    assert whose(ana, [ana, bea]) == Whose(ana.pk, "Ana", left=left, nobody=True)
    assert whose(bea, [ana]) == Whose(bea.pk, "Bea", left="Bea is no therapist here any more", nobody=True)
