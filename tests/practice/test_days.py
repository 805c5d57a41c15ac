"""Days as people type them: one way to read them for forms, filters and the search for people."""

from datetime import date

import pytest
from django import forms

from practice.days import day_in, parts_of
from practice.forms import Moment

OCTOBER = date(1985, 10, 6)
WAYS = (
    "6 Oct 1985",
    "06 Oct 1985",
    "6 October 1985",
    "6 oct 1985",
    "Oct 6, 1985",
    "October 6 1985",
    "1985-10-06",
    "10/6/1985",
)
NONE = ("", "6 Oct", "31 Feb 1985", "6 Okt 1985", "soon", "1985", "13/6/1985", "6.10.1985")


@pytest.mark.parametrize("text", WAYS)
def test_a_day_is_read_alike_wherever_it_is_typed(text):
    assert day_in(text) == OCTOBER
    assert forms.DateField().clean(text) == OCTOBER
    assert parts_of(f"ada {text} syn-1") == ["ada", *([OCTOBER.isoformat()] if " " in text else [text]), "syn-1"]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_day_is_none(text):
    assert day_in(text) is None
    assert parts_of(text) == text.split()


@pytest.mark.parametrize("text", ["6 Oct 2026 14:30", "6 Oct 2026, 14:30", "Oct 6, 2026 14:30", "2026-10-06 14:30"])
def test_a_moment_is_read_as_it_is_shown(text):
    assert Moment().clean(text).strftime("%Y-%m-%d %H:%M") == "2026-10-06 14:30"


class Asked(forms.Form):
    """The kinds of days in forms."""

    typed = forms.DateField()
    moment = Moment()
    picked = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    told = forms.DateField(help_text="For example 27 Mar 1984.")
    also = forms.DateField(help_text="Empty: until today.")
    hidden = forms.DateField(widget=forms.HiddenInput)


def test_the_hint_says_how_a_day_is_typed():
    form = Asked()
    assert {field.name: field.help_text for field in form} == {
        "typed": "For example 6 Oct 2026.", "moment": "For example 6 Oct 2026 14:30.", "picked": "",
        "told": "For example 27 Mar 1984.", "also": "Empty: until today. For example 6 Oct 2026.", "hidden": "",
    }  # fmt: skip
    assert 'aria-describedby="id_typed_helptext"' in str(form["typed"])
