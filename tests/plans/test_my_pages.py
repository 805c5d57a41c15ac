"""The patient's own phone: diary and exercises; and the diary as the therapist reads it."""

from datetime import timedelta

import pytest

from plans.models import AdherenceDay, DiaryDay
from tests.factories import plans as make

DIARY = "/me/diary/"


def back(days):
    return make.today() - timedelta(days=days)


@pytest.fixture
def row(cast):
    return make.prescription(cast, make.some_episode(cast))


def test_a_headache_free_day_is_one_tap(as_page, cast):
    browser = as_page("pia")
    assert "No headache today" in browser.get(DIARY).content.decode()
    assert browser.post(DIARY, {"on": back(0), "headache": "false"}).status_code == 302
    assert DiaryDay.objects.get().headache is False
    bad = {"on": back(0), "headache": "true", "intensity": "7", "hours": "4", "medicines": ["simple", "triptan"]}
    browser.post(DIARY, bad)
    day = DiaryDay.objects.get()
    assert (day.headache, day.intensity, day.hours, day.medicines) == (True, 7, 4, ["simple", "triptan"])


def test_medicines_are_named_by_what_stands_on_the_pack_and_to_staff_by_their_class(as_page, cast, row):
    for page in (as_page("pia").get(DIARY).text, as_page("pia").get("/me/kept/").text):
        for said in ("ibuprofen", "sumatriptan", "ergotamine", "Several in one tablet"):
            assert said in page, said
    staff = as_page("ana").get(f"/episodes/{row.episode_id}/diary/days/").text
    assert "Combination pain reliever" in staff
    assert "ergotamine" not in staff


def test_filling_in_a_week_goes_from_gap_to_gap(as_page, cast):
    make.diary_day(cast, back(2))
    browser = as_page("pia")
    first = browser.post(DIARY, {"on": back(1), "headache": "false"})
    assert first.url == f"{DIARY}?on={back(3)}"
    shown = browser.get(first.url).content.decode()
    assert f"{back(3):%A}" in shown
    assert browser.post(DIARY, {"on": back(0), "headache": "false"}).url == DIARY


@pytest.mark.parametrize("sent", [{"on": "2999-01-01"}, {"on": "x"}, {"intensity": "11"}, {"headache": ""}])
def test_a_refused_day_stores_nothing(as_page, cast, sent):
    answer = as_page("pia").post(DIARY, {"on": back(0), "headache": "true", **sent})
    assert answer.status_code == 400
    assert not DiaryDay.objects.exists()


def test_an_exercise_is_ticked_and_the_answer_can_change(as_page, row):
    browser, path = as_page("pia"), f"/me/exercises/{row.pk}/"
    assert "0 of 1 ticked" in browser.get("/me/exercises/").content.decode()
    assert browser.post(path, {"on": back(0), "done": "done"}).status_code == 302
    assert "1 of 1 ticked" in browser.get("/me/exercises/").content.decode()
    browser.post(path, {"on": back(0), "done": "not_done", "reason": "time"})
    day = AdherenceDay.objects.get()
    assert (day.done, day.reason) == ("not_done", "time")
    refused = browser.post(path, {"on": "2999-01-01", "done": "done"}, follow=True)
    assert "This day lies in the future." in refused.content.decode()
    assert AdherenceDay.objects.count() == 1


def test_the_pages_are_the_patients_alone(as_page, cast, row):
    theirs = make.prescription(cast, make.stranger(cast).episodes.get())
    assert as_page("pia").post(f"/me/exercises/{theirs.pk}/", {"on": back(0), "done": "done"}).status_code == 404
    for path in (DIARY, "/me/exercises/"):
        assert {n: as_page(n).get(path).status_code for n in ("ana", "max", "ida", "rui", "pia", "eva")} == {
            "ana": 403, "max": 403, "ida": 403, "rui": 403, "pia": 200, "eva": 403,
        }  # fmt: skip


def test_the_therapist_reads_28_days_as_a_page_or_a_panel(as_page, cast, row):
    for days in range(22):
        make.diary_day(cast, back(days), headache=days < 11, medicines=["triptan"] if days < 10 else [])
    browser, path = as_page("ana"), f"/episodes/{row.episode_id}/diary/"
    page = browser.get(path).content.decode()
    panel = browser.get(path, headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in page, "<html" in panel) == (True, False)
    for words in ("22 of 28 days recorded", "Triptans on 10 of 28 days", "14.0"):
        assert words in panel
    earlier = browser.get(path, {"to": back(28)}).content.decode()
    assert "0 of 28 days recorded" in earlier
    assert browser.get(path, {"to": "nonsense"}).status_code == 200
    assert {n: as_page(n).get(path).status_code for n in ("max", "ida", "rui", "pia", "eva")} == {
        "max": 200, "ida": 200, "rui": 403, "pia": 403, "eva": 404,
    }  # fmt: skip


def test_the_pages_cost_the_same_however_full(as_page, cast, row, django_assert_max_num_queries):
    browser = as_page("pia")
    paths = (DIARY, "/me/exercises/")
    counts = []
    for path in paths:
        with django_assert_max_num_queries(20) as few:
            browser.get(path)
        counts.append(len(few))
    for days in range(10):
        make.diary_day(cast, back(days))
    for key in ("ccf_nod", "band_row"):
        make.reported(cast, make.prescription(cast, row.episode, key), make.today())
    for path, count in zip(paths, counts, strict=True):
        with django_assert_max_num_queries(count):
            browser.get(path)


def test_a_tap_on_my_day_stays_there_and_can_be_undone(as_page, cast):
    browser, sent = as_page("pia"), {"on": back(0), "headache": "false", "my_day": "1"}
    assert browser.post(DIARY, sent).url == "/me/"
    day = DiaryDay.objects.get()
    page = browser.get("/me/").content.decode()
    assert "Today: no headache" in page
    assert f'name="version" value="{day.version}"' in page
    stale = browser.post(f"{DIARY}take-back/", {"on": back(0), "version": day.version + 1})
    assert (stale.status_code, DiaryDay.objects.count()) == (409, 1)
    undone = browser.post(f"{DIARY}take-back/", {"on": back(0), "version": day.version})
    assert (undone.url, DiaryDay.objects.count()) == ("/me/", 0)
    assert "Taken back. Today is open again." in browser.get("/me/").content.decode()
    assert browser.post(f"{DIARY}take-back/", {"on": back(0), "version": 1}).url == "/me/"


def test_patients_take_back_what_they_could_still_write_and_their_own_alone(cast, api):
    old, other = make.diary_day(cast, back(29)), make.diary_day(cast, back(1))
    assert api("pia").delete(f"diary-days/{old.pk}/").status_code == 400
    DiaryDay.objects.filter(pk=other.pk).update(patient=make.stranger(cast))
    assert api("pia").delete(f"diary-days/{other.pk}/").status_code == 404
    own = make.diary_day(cast, back(2))
    assert api("pia").delete(f"diary-days/{own.pk}/", HTTP_IF_MATCH='"7"').status_code == 412
    assert api("pia").delete(f"diary-days/{own.pk}/").status_code == 204
