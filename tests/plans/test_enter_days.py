"""Staff write down what patients tell them: the diary and the exercises of a week, day by day."""

from datetime import timedelta

import pytest

from plans import services
from plans.models import AdherenceDay, DiaryDay
from practice.audit import AuditEvent
from practice.errors import NotPermitted
from tests.factories import plans as make


def back(days):
    return make.today() - timedelta(days=days)


def address(episode):
    return f"/episodes/{episode.pk}/diary/days/"


@pytest.fixture
def episode(cast):
    return make.some_episode(cast)


@pytest.fixture
def row(cast, episode):
    return make.prescription(cast, episode)


def sent(page, **changes):
    """The form as a browser would send it, with the days that were changed: `day0` is the first row (the newest)."""
    week = page.context["week"]
    found = {"days-TOTAL_FORMS": len(week.forms), "days-INITIAL_FORMS": len(week.forms)}
    for number, form in enumerate(week):
        shown = {field.name: field.value() for field in form}
        shown |= changes.get(f"day{number}", {})
        found |= {f"days-{number}-{name}": value for name, value in shown.items() if value not in (None, "", [])}
    return found


def verbs(row):
    return [e.verb for e in AuditEvent.objects.filter(target_id=row).exclude(verb="chart.opened").order_by("pk")]


BAD = {"headache": "true", "intensity": "7", "hours": "4", "medicines": ["simple", "triptan"], "note": "After work"}


@pytest.mark.parametrize("name", ["ana", "ida"])
def test_a_week_is_filled_in_at_once(cast, as_page, episode, name):
    browser = as_page(name)
    page = browser.get(address(episode))
    assert [form.initial["on"] for form in page.context["week"]] == [back(n) for n in range(7)]
    answer = browser.post(
        address(episode), sent(page, day0={"headache": "false"}, day2=BAD, day6={"headache": "false"})
    )
    assert answer.status_code == 302, answer.context["week"].errors
    assert "3 days are saved" in browser.get(answer.url).content.decode()
    days = {day.on: day for day in DiaryDay.objects.filter(patient=cast.pia)}
    assert sorted(days) == [back(6), back(2), back(0)]
    assert (days[back(0)].headache, days[back(0)].intensity) == (False, None)
    bad = days[back(2)]
    assert (bad.intensity, bad.hours, bad.medicines, bad.note) == (7, 4, ["simple", "triptan"], "After work")
    assert verbs(bad.pk) == ["diary.recorded"]


def test_what_is_there_is_shown_and_corrected(cast, as_page, episode):
    known = make.diary_day(cast, back(1), headache=True, intensity=5, medicines=["triptan"])
    kept = make.diary_day(cast, back(3))
    browser = as_page("ana")
    page = browser.get(address(episode))
    row = page.context["week"].forms[1]
    assert [row[name].value() for name in ("headache", "intensity", "medicines")] == ["true", 5, ["triptan"]]
    assert browser.post(address(episode), sent(page, day1={"headache": "false"})).status_code == 302
    known.refresh_from_db()
    assert (known.headache, known.intensity, known.medicines) == (False, None, ["triptan"])
    assert (verbs(known.pk), verbs(kept.pk)) == (["diary.recorded", "diary.changed"], ["diary.recorded"])


def test_a_day_written_down_by_mistake_is_taken_back(cast, as_page, episode):
    known = make.diary_day(cast, back(1), headache=True, intensity=5)
    browser = as_page("ida")
    page = browser.get(address(episode))
    assert browser.post(address(episode), sent(page, day1={"headache": "none"})).status_code == 302
    assert not DiaryDay.objects.exists()
    assert verbs(known.pk) == ["diary.recorded", "diary.removed"]


def test_days_that_nobody_answered_stay_unrecorded(cast, as_page, episode):
    browser = as_page("ana")
    answer = browser.post(address(episode), sent(browser.get(address(episode))))
    assert "No day was changed" in browser.get(answer.url).content.decode()
    assert not DiaryDay.objects.exists()


def test_one_refused_day_keeps_back_all_of_them_and_says_which(cast, as_page, episode):
    browser = as_page("ana")
    page = browser.get(address(episode))
    told = sent(page, day0={"headache": "false"}, day1={"on": "2999-01-01", "headache": "false"}, day2=BAD)
    answer = browser.post(address(episode), told)
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "This day lies in the future" in text
    assert "After work" in text, "what was typed is still there"
    assert not DiaryDay.objects.exists()


def test_details_without_an_answer_are_asked_back(cast, as_page, episode):
    browser = as_page("ana")
    answer = browser.post(address(episode), sent(browser.get(address(episode)), day4={"intensity": "7"}))
    assert answer.status_code == 400
    assert "Say whether there was a headache" in answer.content.decode()


def test_a_day_that_the_patient_filled_in_meanwhile_is_not_overwritten(cast, as_page, episode):
    browser = as_page("ana")
    empty = browser.get(address(episode))
    known = make.diary_day(cast, back(0), headache=True, intensity=5)
    answer = browser.post(address(episode), sent(empty, day0={"headache": "false"}))
    assert (answer.status_code, "is recorded already" in answer.content.decode()) == (400, True)
    shown = browser.get(address(episode))
    services.change_diary_day(actor=cast.actor("pia"), day=known, today=make.today(), intensity=6)
    answer = browser.post(address(episode), sent(shown, day0={"headache": "false"}))
    assert (answer.status_code, "Someone changed this record" in answer.content.decode()) == (400, True)
    known.refresh_from_db()
    assert known.intensity == 6


def test_earlier_weeks_are_a_link_away(cast, as_page, episode):
    browser = as_page("ana")
    page = browser.get(address(episode))
    earlier = browser.get(address(episode) + page.context["before"])
    assert [form.initial["on"] for form in earlier.context["week"]] == [back(n) for n in range(7, 14)]
    assert earlier.context["after"] == f"?to={back(0)}"
    assert browser.post(address(episode) + page.context["before"], sent(earlier, day6={"headache": "false"}))
    assert DiaryDay.objects.get().on == back(13)
    for nonsense in ("x", "2999-01-01", "1990-01-01"):
        assert browser.get(address(episode), {"to": nonsense}).status_code == 200


def test_the_chart_and_the_programme_lead_there(cast, as_page, episode, row):
    browser = as_page("ida")
    assert address(episode) in browser.get(f"/episodes/{episode.pk}/diary/").content.decode()
    assert f"/prescriptions/{row.pk}/adherence/" in browser.get(f"/episodes/{episode.pk}/exercises/").content.decode()
    assert address(episode) not in as_page("max").get(f"/episodes/{episode.pk}/diary/").content.decode()


def test_exercise_days_with_reasons(cast, as_page, row):
    known = make.reported(cast, row, back(1), "not_done", reason="pain")
    path, browser = f"/prescriptions/{row.pk}/adherence/", as_page("ida")
    page = browser.get(path)
    assert [page.context["week"].forms[1][name].value() for name in ("done", "reason")] == ["not_done", "pain"]
    changes = {
        "day0": {"done": "done", "reason": "pain"}, "day1": {"done": "partly", "reason": "time"},
        "day2": {"done": "not_done", "reason": "forgot"}, "day3": {"done": "not_done"},
    }  # fmt: skip
    assert browser.post(path, sent(page, **changes)).status_code == 302
    days = {(day.on, day.done, day.reason) for day in AdherenceDay.objects.filter(prescription=row)}
    assert days == {
        (back(0), "done", ""), (back(1), "partly", "time"), (back(2), "not_done", "forgot"), (back(3), "not_done", ""),
    }  # fmt: skip
    assert verbs(known.pk) == ["adherence.recorded", "adherence.changed"]


def test_an_exercise_day_is_taken_back_to_not_reported(cast, as_page, row):
    make.reported(cast, row, back(1))
    path, browser = f"/prescriptions/{row.pk}/adherence/", as_page("ana")
    assert browser.post(path, sent(browser.get(path), day1={"done": "none"})).status_code == 302
    assert not AdherenceDay.objects.exists()


def test_only_the_days_of_the_prescription_are_asked(cast, as_page, episode):
    path = f"/prescriptions/{make.prescription(cast, episode, starts_on=back(2)).pk}/adherence/"
    page = as_page("ana").get(path)
    assert [form.initial["on"] for form in page.context["week"]] == [back(n) for n in range(3)]
    assert (page.context["before"], page.context["after"]) == ("", "")


def test_an_exercise_that_has_not_begun_says_so(cast, as_page, episode):
    path = f"/prescriptions/{make.prescription(cast, episode, starts_on=back(-2)).pk}/adherence/"
    assert "This exercise has not begun" in as_page("ana").get(path).content.decode()


def test_page_and_api_refuse_in_the_same_words(cast, as_page, api, episode, row):
    told = api("ana").post("adherence/", {"prescription": row.pk, "on": "2999-01-01", "done": "done"}).json()
    path, browser = f"/prescriptions/{row.pk}/adherence/", as_page("ana")
    page = browser.post(path, sent(browser.get(path), day0={"on": "2999-01-01", "done": "done"}))
    assert told["errors"]["on"][0] in page.content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("ana", 200), ("ida", 200), ("max", 403), ("rui", 403), ("pia", 403), ("eva", 404)]
)
def test_each_role(as_page, episode, row, name, status):
    browser = as_page(name)
    assert browser.get(address(episode)).status_code == status
    assert browser.get(f"/prescriptions/{row.pk}/adherence/").status_code == status


@pytest.mark.parametrize("kind", ["diary-days", "adherence"])
def test_the_api_takes_back_as_well(cast, api, row, kind):
    known = make.diary_day(cast, back(1)) if kind == "diary-days" else make.reported(cast, row, back(1))
    path = f"{kind}/{known.pk}/"
    assert api("max").delete(path).status_code == 403
    assert api("eva").delete(path).status_code == 404
    program = api("ida")
    assert program.delete(path, HTTP_IF_MATCH='"9"').status_code == 412
    assert (program.delete(path).status_code, program.get(path).status_code) == (204, 404)


def test_patients_do_not_take_back_what_was_reported_of_an_exercise(cast, row):
    with pytest.raises(NotPermitted):
        services.remove_adherence(actor=cast.actor("pia"), adherence=make.reported(cast, row, back(1)))
