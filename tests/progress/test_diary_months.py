"""The diary and the sessions on one time line, for the therapist and for the patient."""

from datetime import timedelta

from progress.selectors.diary_months import months
from tests.factories import patients, plans
from tests.factories.sessions import signed_session, treatable_episode


def keep_diary(cast, days, **each):
    for back in range(days):
        plans.diary_day(cast, plans.today() - timedelta(days=back), **{"headache": True, "intensity": 6, **each})


def test_sessions_of_both_episodes_stand_under_the_one_diary(cast):
    first = signed_session(cast)
    second = signed_session(cast, treatable_episode(cast))
    keep_diary(cast, 22, medicines=["triptan"], hours=4)
    windows, trends = months(cast.pia.pk, plans.today())
    assert [(window.recorded_days, window.headache_days) for window in windows] == [(22, 22)]
    assert [trend.key for trend in trends] == [
        "diary_headache", "diary_intensity", "diary_hours", "diary_medicine",
    ]  # fmt: skip
    assert set(trends[0].sessions) == {first.visit.occurred_on, second.visit.occurred_on}


def test_too_few_days_are_not_enough_data_and_never_a_number(cast, as_page):
    episode = treatable_episode(cast)
    keep_diary(cast, 20)
    assert months(cast.pia.pk, plans.today())[1] == []
    for name, path in (("ana", f"/episodes/{episode.pk}/diary/months/"), ("pia", "/me/progress/")):
        page = as_page(name).get(path).content.decode()
        assert "Not enough data yet" in page, path
        assert "20 of 28" in page


def test_a_person_without_a_diary_is_told_so(cast, as_page):
    episode = treatable_episode(cast, of=patients.patient(cast))
    assert b"Nothing is recorded" in as_page("ana").get(f"/episodes/{episode.pk}/diary/months/").content


def test_both_pages_draw_it_and_prompt_a_referral_not_a_diagnosis(cast, as_page):
    episode = signed_session(cast).visit.episode
    keep_diary(cast, 28, medicines=["triptan"])
    path = f"/episodes/{episode.pk}/diary/months/"
    for name, address, words in (
        ("ana", path, "Consider a referral"), ("pia", "/me/progress/", "Talk to the doctor"),
    ):  # fmt: skip
        page = as_page(name).get(address).content.decode()
        assert "Marks at the foot are needling sessions" in page
        assert "Counted from the diary alone: the 28 days up to" in page
        assert "count the 28 days before each visit, so the two differ" in page
        assert words in page
        assert "not a diagnosis" in page
    panel = as_page("ana").get(path, HTTP_HX_REQUEST="true").content
    assert panel.lstrip().startswith(b"<section")


def test_who_sees_the_line(cast, as_page):
    path = f"/episodes/{treatable_episode(cast).pk}/diary/months/"
    assert {name: as_page(name).get(path).status_code for name in ("ana", "ida", "max", "rui", "pia", "eva")} == {
        "ana": 200, "ida": 200, "max": 200, "rui": 403, "pia": 403, "eva": 404,
    }  # fmt: skip
