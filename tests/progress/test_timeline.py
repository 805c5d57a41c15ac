"""What happened in an episode, in one list: `episodes/{id}/timeline/`."""

from datetime import datetime, timedelta

import pytest
import time_machine

from practice import scoping
from tests.factories import patients as make
from tests.factories import sessions

NINE = "2026-11-27 17:00:00+00:00"  # 09:00 at the clinic


def told(api, episode, **asked):
    answer = api("ana").get(f"episodes/{episode.pk}/timeline/", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def consents(found):
    return [(item["at"], item["all_day"]) for item in found["results"] if item["kind"] == "consent"]


def test_it_is_a_list_like_every_other(api, cast):
    episode = make.episode(cast)
    assert set(told(api, episode, page_size="200")) == {"next", "previous", "results"}
    program = api("ana")
    for asked, field in (
        ({"page_size": "201"}, "page_size"),
        ({"colour": "red"}, "colour"),
        ({"cursor": "x"}, "cursor"),
    ):
        answer = program.get(f"episodes/{episode.pk}/timeline/", asked)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_a_consent_of_today_stands_where_it_was_recorded_before_the_session_that_it_allowed(api, cast):
    with time_machine.travel(NINE, tick=False):
        episode = sessions.treatable_episode(cast)
        made = make.consent(cast, episode, signed_on=make.today(cast))
    with time_machine.travel("2026-11-27 17:30:00+00:00", tick=False):
        session = sessions.draft_session(cast, episode, occurred_at=datetime.fromisoformat("2026-11-27T17:10:00Z"))
        found = told(api, episode)["results"]
    ids = [item["id"] for item in found]
    assert ids.index(str(session.pk)) < ids.index(str(made.pk)), "the newest first"
    [item] = [item for item in found if item["id"] == str(made.pk)]
    assert (datetime.fromisoformat(item["at"]), item["all_day"]) == (datetime.fromisoformat(NINE), False)


@time_machine.travel(NINE, tick=False)
def test_a_consent_that_was_written_down_later_has_a_day_and_no_invented_hour(api, as_page, cast):
    episode = make.episode(cast)
    make.consent(cast, episode, signed_on=make.today(cast) - timedelta(days=3))
    [(at, all_day)] = consents(told(api, episode))
    assert (datetime.fromisoformat(at).isoformat(), all_day) == ("2026-11-24T00:00:00-08:00", True)
    page = as_page("ana").get(f"/patients/{episode.patient_id}/").content.decode()
    assert "Tuesday 24 November 2026" in page
    assert "Tuesday 24 November 2026, " not in page


@pytest.mark.parametrize(
    ("positive", "words"),
    [((), "Screening clear"), (["scalp_facial_botox"], "Precautions"), (["needle_phobia"], "Do not needle")],
)
def test_a_screening_says_what_came_of_it_in_the_words_of_the_banner(api, cast, positive, words):
    episode = make.episode(cast)
    make.screening(cast, episode, positive=list(positive), precautions="Asked first" if positive else "")
    [found] = [item["detail"] for item in told(api, episode)["results"] if item["kind"] == "screening"]
    assert found == words


@pytest.mark.parametrize("ending", ["timeline", "progress"])
def test_it_is_404_for_another_clinic(api, cast, ending):
    with scoping.clinic_in_force(cast.here.pk):
        episode = make.episode(cast)
    assert api("eva").get(f"episodes/{episode.pk}/{ending}/").status_code == 404
