"""Opening hours as people write them: read, kept by clinic and member, and refused in words."""

from datetime import datetime

import pytest

from practice import hours, services
from practice.errors import BadInput
from practice.models import Clinic, Membership

WEEK = "Mon-Fri 08:00-12:00, Mon-Thu 13:00-18:00; Sat 9-13"


@pytest.mark.parametrize(
    ("day", "spans"),
    [(0, [(480, 720), (780, 1080)]), (4, [(480, 720)]), (5, [(540, 780)]), (6, [])],
)
def test_each_weekday_has_its_spans(day, spans):
    assert hours.spans_of(WEEK, day) == spans


def test_hours_that_meet_are_one_time():
    begin, until = (datetime.fromisoformat(f"2026-11-30 {clock}") for clock in ("11:45", "12:15"))
    assert hours.holds("Mon 12-18, Mon 8-12", begin, until)


def test_nothing_said_is_any_time():
    assert hours.spans_of("", 6) is None
    assert hours.holds("", *(datetime.fromisoformat(f"2026-11-29 0{hour}:00") for hour in (3, 4)))


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [("08:00", "08:30", True), ("11:45", "12:15", False), ("12:00", "13:00", False), ("17:30", "18:00", True),
     ("07:59", "08:29", False)],
)  # fmt: skip
def test_a_time_fits_when_all_of_it_lies_inside_one_span(start, end, fits):
    begin, until = (datetime.fromisoformat(f"2026-11-30 {clock}") for clock in (start, end))
    assert hours.holds(WEEK, begin, until) is fits


@pytest.mark.parametrize(
    "text",
    ["always", "Mon", "Mon 18-08", "Fri-Mon 8-12", "Mon 8-25", "Mon 08:70-09:00", "Foo 8-9", "Mon 8-12, Mon 11-13"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_an_example_or_a_reason(cast, text):
    with pytest.raises(BadInput) as refused:
        services.change_clinic(actor=cast.actor("max"), opening_hours=text)
    assert refused.value.blockers[0].field == "opening_hours"
    assert any(words in refused.value.blockers[0].message for words in (hours.EXAMPLE, "overlap"))
    assert Clinic.objects.get(pk=cast.here.pk).opening_hours == ""


def test_hours_that_are_too_long_to_keep_name_their_field(api, cast):
    ana = cast.members["ana"]
    parts = [f"{day} {hour}-{hour}:30" for day in hours.DAYS for hour in range(6, 12)]
    typed = ";".join(parts)[:296].rsplit(";", 1)[0]
    row = api("max").get(f"memberships/{ana.pk}/")
    answer = api("max").patch(f"memberships/{ana.pk}/", {"working_hours": typed}, HTTP_IF_MATCH=row["ETag"])
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["working_hours"])
    assert "300 letters" in answer.json()["errors"]["working_hours"][0]


def test_a_member_has_own_hours_or_the_clinics(cast):
    clinic = services.change_clinic(actor=cast.actor("max"), opening_hours=f"  {WEEK} ;; ")
    assert clinic.opening_hours == "Mon-Fri 08:00-12:00, Mon-Thu 13:00-18:00, Sat 9-13"
    ana = Membership.objects.get(pk=cast.members["ana"].pk)
    assert ana.hours_in(clinic) == clinic.opening_hours
    services.change_member(actor=cast.actor("max"), membership=ana, working_hours="Tue 10-16")
    assert Membership.objects.get(pk=ana.pk).hours_in(clinic) == "Tue 10-16"


def test_a_manager_writes_them_into_the_settings(as_page, cast):
    browser = as_page("max")
    form = browser.get("/clinic/edit/").context["form"]
    sent = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    sent = {name: value for name, value in sent.items() if value is not False} | {"version": cast.here.version}
    refused = browser.post("/clinic/edit/", sent | {"opening_hours": "whenever"})
    assert refused.status_code == 400
    assert "cannot be read" in refused.text
    assert browser.post("/clinic/edit/", sent | {"opening_hours": "Mon-Fri 8-18"}).status_code == 302
    assert "Mon-Fri 8-18" in browser.get("/clinic/").text


def test_every_setting_stands_in_a_section_once(as_page, cast):
    form = as_page("max").get("/clinic/edit/").context["form"]
    placed = [field.name for section in form.sections() for field in section["fields"]]
    assert sorted(placed) == sorted(form.fields)
    page = as_page("max").get("/clinic/edit/").text
    assert page.count("<legend>") >= len(form.SECTIONS)
    assert page.count('name="opening_hours"') == 1
