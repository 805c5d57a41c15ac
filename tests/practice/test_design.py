"""The design system's page shows every shared part, and every state that a record can be in."""

import re

import pytest
from django.conf import settings as built
from django.urls import include, path

from practice import design, views

PARTS = built.BASE_DIR / "templates" / "_parts"
UNSEEN = {"phone_head.html"}  # links and scripts of the patient's pages alone: nothing to look at
urlpatterns = [path("design/", views.design), path("", include("practice.urls"))]


@pytest.fixture
def shown(client, db, settings):
    settings.ROOT_URLCONF = __name__
    return client.get("/design/")


def test_every_shared_part_is_on_the_page(shown):
    assert shown.status_code == 200
    rendered = {template.name for template in shown.templates if template.name}
    there = {file.name for file in PARTS.glob("*.html")} - UNSEEN
    assert sorted(name for name in there if f"_parts/{name}" not in rendered) == []


def test_every_state_of_a_record_is_on_the_page():
    known = re.findall(r'state == "(\w+)"', (PARTS / "state.html").read_text())
    assert len(known) > 20
    assert sorted(set(known) - set(design.STATES)) == []


@pytest.mark.parametrize(
    "words",
    [
        "data-bars", 'data-asks="which"', 'data-asks="differs"', "data-stops", "data-matters", "data-connection",
        'id="filtered"', "signature-field", 'class="table questions"', "my-exercise", 'id="sign-out-ask"',
        "Someone changed this record since", "Enter a day like",
    ],
)  # fmt: skip
def test_what_a_room_says_is_on_the_page_too(shown, words):
    assert words in shown.content.decode()
