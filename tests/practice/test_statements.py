"""Statements that are written once and run in any clinic."""

import pytest
from django.db import connection
from django.db.models import F

from practice import scoping
from practice.errors import NoClinicInScope
from practice.models import Membership, User
from practice.statements import (
    AnyOf,
    Given,
    JSONRows,
    Statement,
    by_id,
    columns,
    loaded,
    planned_for_its_values,
    records,
)
from sessions.models import NeedlingSession
from tests.factories import sessions as make

NAMES = Statement(lambda: Membership.objects.filter(AnyOf(F("pk"), Given("ids"))).order_by("name").values_list("name"))
ROWS = Statement(
    lambda: Membership.objects.filter(pk=Given("one")).values_list(
        JSONRows(Membership.objects.order_by("name").values(*reversed(columns(Membership)))),
        JSONRows(Membership.objects.filter(name="nobody").values("name")),
    )
)


def ids(cast):
    return [member.pk for member in cast.members.values()]


def test_the_same_statement_finds_in_each_clinic_its_own_rows(cast):
    here = [name for (name,) in NAMES.rows(ids=ids(cast))]
    with scoping.clinic_in_force(cast.elsewhere.pk):
        assert NAMES.rows(ids=ids(cast)) == [("Eva (synthetic)",)]
    assert here == sorted(m.name for name, m in cast.members.items() if name != "eva")


def test_without_one_clinic_in_force_nothing_runs(cast):
    with scoping.boundary(), pytest.raises(NoClinicInScope):
        NAMES.rows(ids=ids(cast))
    with scoping.every_clinic(reason="a test"), pytest.raises(NoClinicInScope):
        NAMES.rows(ids=ids(cast))


def test_what_belongs_to_no_clinic_is_read_without_one(cast):
    user = cast.members["ana"].user
    with scoping.boundary():
        assert by_id(User).get(user.pk) == user


def test_writing_it_leaves_no_mark_behind(cast):
    ROWS.rows(one=cast.members["ana"].pk)
    assert scoping.clinic_id_in_force() == cast.here.pk


def test_nested_rows_come_back_as_the_records_they_are(cast, django_assert_num_queries):
    [(text, nothing)] = ROWS.rows(one=cast.members["ana"].pk)
    with django_assert_num_queries(0):
        found = {member.pk: (member.roles, member.created_at, member.suffix) for member in records(Membership, text)}
    assert found == {m.pk: (m.roles, m.created_at, m.suffix) for m in Membership.objects.all()}
    assert loaded(nothing) == []


def test_one_row_comes_with_what_it_points_to(cast, django_assert_num_queries):
    made = make.signable_session(cast)
    with django_assert_num_queries(1):
        found = by_id(NeedlingSession, "plan", "visit", "visit__episode", "visit__episode__patient").get(made.pk)
        read = [found, found.visit, found.visit.episode, found.visit.episode.patient]
    asked = NeedlingSession.objects.select_related("visit__episode__patient").get(pk=made.pk)
    assert (asked.rescreen, found.plan) == ({"changes": False, "positive": []}, None)
    for one, other in zip(read, [asked, asked.visit, asked.visit.episode, asked.visit.episode.patient], strict=True):
        assert {name: getattr(one, name) for name in columns(type(one))} == {
            name: getattr(other, name) for name in columns(type(other))
        }


def test_another_clinics_row_does_not_exist(cast):
    here = cast.members["ana"].pk
    with scoping.clinic_in_force(cast.elsewhere.pk), pytest.raises(Membership.DoesNotExist):
        by_id(Membership).get(here)


def test_a_sum_over_a_period_is_planned_for_that_period_and_nothing_after_it(db):
    with planned_for_its_values():
        inside = plan_mode()
    assert (inside, plan_mode()) == ("force_custom_plan", "auto")


def plan_mode():
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        return cursor.fetchone()[0]
