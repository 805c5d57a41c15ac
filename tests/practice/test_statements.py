"""Statements that are written once and run in any clinic."""

import pytest
from django.db.models import F

from practice import scoping
from practice.errors import NoClinicInScope
from practice.models import Membership
from practice.statements import AnyOf, Given, JSONRows, Statement, columns, loaded, records

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


def test_writing_it_leaves_no_mark_behind(cast):
    ROWS.rows(one=cast.members["ana"].pk)
    assert scoping.clinic_id_in_force() == cast.here.pk


def test_nested_rows_come_back_as_the_records_they_are(cast, django_assert_num_queries):
    [(text, nothing)] = ROWS.rows(one=cast.members["ana"].pk)
    with django_assert_num_queries(0):
        found = {member.pk: (member.roles, member.created_at, member.suffix) for member in records(Membership, text)}
    assert found == {m.pk: (m.roles, m.created_at, m.suffix) for m in Membership.objects.all()}
    assert loaded(nothing) == []
