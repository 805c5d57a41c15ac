"""Names are found and compared without their accents, apostrophes and hyphens."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from patients.models import PatientName
from patients.names import plain_words, words_of
from patients.selectors.people import look_alikes, namesakes
from tests.factories import patients as make

WRITTEN = ["Ünal-O'Neil", "Unal-ONeil", "unal o’neil", "ÜNAL‑OʼNEIL"]


@pytest.mark.parametrize("name", WRITTEN)
def test_every_way_of_writing_a_name_has_the_same_words(name):
    assert plain_words(name) == ["unal", "oneil"]
    assert {"unal", "oneil"} <= set(words_of(name))


@pytest.mark.parametrize("stored", WRITTEN)
@pytest.mark.parametrize("typed", ["oneil", "o'neil", "O’Ne", "ünal", "unal-oneil", "unal o'neil", "Oneil unal"])
def test_search_finds_the_name_however_it_is_typed(api, cast, stored, typed):
    row = make.patient(cast, family_name=stored)
    found = api("rui").get("patients/", {"q": typed}).json()["results"]
    assert [one["id"] for one in found] == [str(row.pk)]


@pytest.mark.parametrize("typed", ["neilo", "oneils", "unalo-neil x"])
def test_search_does_not_find_another_name(api, cast, typed):
    make.patient(cast, family_name=WRITTEN[0])
    assert api("rui").get("patients/", {"q": typed}).json()["results"] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WRITTEN[0], WRITTEN[1]), (WRITTEN[1], WRITTEN[0]), (WRITTEN[2], WRITTEN[1]), ("Smith-Jones", "SmithJones"),
        ("SmithJones", "Smith-Jones"),
    ],
)  # fmt: skip
def test_the_duplicate_warning_compares_names_as_search_does(cast, one, other):
    first = make.patient(cast, given_name="Zoë", family_name=one)
    assert namesakes("Zoe", other, first.date_of_birth) == [first]
    second = make.patient(cast, given_name="Zoe", family_name=other, date_of_birth=first.date_of_birth)
    assert look_alikes(second) == [first]
    assert look_alikes(first) == [second]


def test_names_that_were_kept_before_are_found_after_the_migration(api, cast):
    row = make.patient(cast, family_name="O'Neil")
    PatientName.objects.filter(patient=row, word="oneil").delete()
    assert api("rui").get("patients/", {"q": "oneil"}).json()["results"] == []
    step = import_module("patients.migrations.0026_find_names_without_their_apostrophes")
    step.keep(apps, connection.schema_editor())
    step.keep(apps, connection.schema_editor())
    assert [one["id"] for one in api("rui").get("patients/", {"q": "oneil"}).json()["results"]] == [str(row.pk)]
