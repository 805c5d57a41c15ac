"""One primary action a page, in the same place: in the bar at the foot of the page, bottom right."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

PLACES = {
    "action-bar",
    "dialog",
    "big-tap",
    "big-save",
    "urgent",
}  # the bar, a question; what a patient taps on the phone
ASIDE = {
    "account",
    "mfa",
    "usersessions",
    "allauth",
    "design",
    "django",
}  # one short card a page, with its button at its end
PAGES = [
    path
    for path in sorted(settings.BASE_DIR.glob("templates/**/*.html"))
    if '{% extends "base.html" %}' in path.read_text()
]


class Primaries(HTMLParser):
    """Primary buttons that stand in none of the places."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inside, self.found = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        names = set((dict(attrs).get("class") or "").replace("%}", " ").replace("{%", " ").split())
        if "is-primary" in names and not any((names | around) & PLACES for around in self.places()):
            self.found.append(self.get_starttag_text())
        self.inside.append((tag, names))

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop()[0] != tag:
            pass

    def places(self):
        return [names for _, names in self.inside] or [set()]


@pytest.mark.parametrize(
    "path", [one for one in PAGES if one.parent.name not in ASIDE], ids=lambda one: f"{one.parent.name}/{one.stem}"
)
def test_the_primary_action_of_a_page_is_in_its_bar(path: Path):
    assert Primaries(path.read_text()).found == []
