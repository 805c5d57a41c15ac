"""Asking again only what expired: which answers hold, what the form asks, and what the screen then says."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from patients.models import Screening
from patients.rules import freshness
from patients.rules.freshness import Asked
from patients.selectors import banner_of, safety_of
from progress.rules.due import Kind, due_on
from progress.rules.due_facts import DueFacts
from tests.factories import patients as make
from tests.factories import sessions
from tests.reference_tables import SCREENING

DAY = date(2026, 3, 2)
EVERY = freshness.asked_keys(SCREENING)
DAILY = freshness.asked_each_visit(SCREENING)


def stale(screens, visits, after):
    days = [DAY + timedelta(days=day) for day in visits]
    asked = freshness.last_asked(Asked(DAY + timedelta(days=on), keys) for on, keys in screens)
    return freshness.to_ask_again(asked, SCREENING, visit_days=days, on=DAY + timedelta(days=after))


@pytest.mark.parametrize(
    ("screens", "visits", "after", "expected"),
    [
        ([], [], 0, EVERY),
        ([(0, EVERY)], [], 0, frozenset()),
        ([(0, EVERY)], [], 1, DAILY),
        ([(0, EVERY)], [], 30, DAILY),
        ([(0, EVERY)], [], 31, EVERY),
        ([(0, EVERY)], [20], 31, DAILY),
        ([(0, EVERY), (20, DAILY)], [], 20, frozenset()),
        ([(0, EVERY), (20, DAILY)], [], 40, DAILY),
        ([(20, DAILY), (0, EVERY)], [], 20, frozenset()),
        ([(0, EVERY - {"diabetes"})], [], 0, {"diabetes"}),
        ([(0, EVERY - {"diabetes"})], [], 5, DAILY | {"diabetes"}),
    ],
)
def test_how_long_an_answer_holds(screens, visits, after, expected):
    assert stale(screens, visits, after) == expected


def test_red_flags_and_the_items_of_every_visit_are_asked_each_time():
    assert {"local_infection_skin", "pregnancy", "fasting_alcohol", "neoplasm", "ataxia"} <= DAILY
    assert not {"diabetes", "minor", "first_treatment", "over_implant", "no_consent"} & DAILY


@pytest.mark.parametrize(
    ("positive", "treated", "expected"),
    [
        (["first_treatment"], True, {"first_treatment"}),
        (["first_treatment"], False, set()),
        (["diabetes"], True, set()),
    ],
)
def test_the_first_session_ends_what_was_about_it(positive, treated, expected):
    assert freshness.lapsed(positive, SCREENING, needled_before=treated) == expected


@pytest.mark.parametrize(
    ("screens", "positive", "after", "expected"),
    [
        ([(0, EVERY)], {"pregnancy", "diabetes"}, 0, 0),
        ([(0, EVERY)], {"pregnancy", "diabetes"}, 1, 1),
        ([(0, EVERY)], {"pregnancy", "fasting_alcohol"}, 1, 2),
        ([(0, EVERY), (5, DAILY)], {"pregnancy"}, 5, 0),
        ([(0, EVERY - {"diabetes"})], set(), 0, 1),
        ([(0, EVERY)], set(), 25, 0),
    ],
)
def test_how_many_single_answers_expire(screens, positive, after, expected):
    asked = freshness.last_asked(Asked(DAY + timedelta(days=on), keys) for on, keys in screens)
    never, days = freshness.expiring(asked, SCREENING, positive=positive)
    assert freshness.expired_on(never, days, DAY + timedelta(days=after)) == expected


def expired_work(api, episode):
    rows = api("ana").get("worklist/?kind=screening_answers").json()["results"]
    return [row["text"] for row in rows if row["episode"] == str(episode.pk)]


def test_expired_answers_stand_on_the_work_list_and_lead_to_asking_them_alone(api, as_page, cast):
    episode, _ = an_old_screen(cast)
    assert expired_work(api, episode) == ["1 answer of the screening expired: ask again"]
    page = as_page("ana").get("/work/?kind=screening_answers").content.decode()
    assert f"/episodes/{episode.pk}/screening/again/" in page
    asked = as_page("ana").get(f"/episodes/{episode.pk}/screening/again/").content.decode()
    assert "Only the questions whose answer does not hold today" in asked
    told = {"answered_at": timezone.now(), "positive": [], "asked": sorted(DAILY), "precautions": "Short session."}
    make.screening(cast, episode, **told)
    assert expired_work(api, episode) == []


def test_what_holds_for_one_visit_is_asked_when_the_patient_comes(cast):
    told = {"screened_on": (DAY,), "yes_for_a_visit": (DAY,), "visited_on": (DAY,)}
    for never, comes, said in ((0, 7, False), (0, 4, True), (0, 2, True), (0, None, True), (1, 7, True)):
        facts = DueFacts(**told, never_asked=never, next_visit_on=comes and DAY + timedelta(days=comes))
        found = due_on(facts, DAY + timedelta(days=3), state="plan_active", minor=False)
        assert (Kind.ANSWERS in {due.kind for due in found}) is said, (never, comes)


def test_a_gap_asks_for_the_whole_screen_and_not_for_single_answers():
    facts = DueFacts(screened_on=(DAY,), yes_for_a_visit=(DAY,))
    kinds = [due.kind for due in due_on(facts, DAY + timedelta(days=31), state="plan_active", minor=False)]
    assert (Kind.SCREENING in kinds, Kind.ANSWERS in kinds) == (True, False)


def an_old_screen(cast, **answers):
    """Screened ten days ago with diabetes and a fever, in a patient with an implant on the left."""
    episode = make.episode(cast, started_on=make.today(cast) - timedelta(days=10))
    told = {
        "positive": ["diabetes", "fasting_alcohol", "over_implant"],
        "precaution_plans": {"diabetes": "Short session.", "fasting_alcohol": "Water first."},
        "limited_muscles": {"over_implant": ["pectoralis_major"]},
        "limited_sides": {"over_implant": {"pectoralis_major": "left"}}, **answers,
    }  # fmt: skip
    return episode, make.screening(cast, episode, **told)


def test_only_what_expired_is_asked_and_the_rest_still_stands(cast):
    episode, before = an_old_screen(cast)
    safety = safety_of(episode, make.today(cast))
    assert (safety.stale, safety.pressing, safety.screening_expired) == (DAILY, {"fasting_alcohol"}, False)
    made = make.screening(cast, episode, answered_at=timezone.now(), asked=sorted(DAILY), precautions="Short session.")
    assert not safety_of(episode, make.today(cast)).pressing
    assert (made.positive, made.renews_id) == (["diabetes", "over_implant"], before.pk)
    assert made.limited_sides == {"over_implant": {"pectoralis_major": "left"}}
    safety = safety_of(episode, make.today(cast))
    assert (safety.stale, safety.candidacy) == (frozenset(), "do_not_needle")
    assert [(limit.muscle, limit.side, limit.item) for limit in safety.limits] == [
        ("pectoralis_major", "left", "over_implant")
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"asked": ["pregnancy"]}, "Ask this again too"),
        ({"asked": [*sorted(DAILY), "dandruff"]}, "does not ask"),
        ({"asked": sorted(DAILY), "positive": ["epilepsy"], "precautions": "x"}, "not among the questions asked"),
    ],
)
def test_a_renewal_covers_what_expired_and_nothing_else(api, cast, change, words):
    episode, _ = an_old_screen(cast)
    told = {"episode": str(episode.pk), "answered_at": timezone.now().isoformat(), "positive": [], "precautions": "x",
            **change}  # fmt: skip
    answer = api("ana").post("screenings/", told)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["asked"])
    assert words in answer.json()["errors"]["asked"][0]
    assert Screening.objects.count() == 1


def test_there_is_nothing_to_renew_before_the_first_screen(api, cast):
    told = {"episode": str(make.episode(cast).pk), "answered_at": timezone.now().isoformat(), "asked": sorted(DAILY),
            "positive": []}  # fmt: skip
    assert "ask every question" in api("ana").post("screenings/", told).json()["errors"]["asked"][0]


def test_the_page_asks_the_expired_questions_and_shows_the_others_as_last_answered(as_page, cast):
    episode, before = an_old_screen(cast)
    page, path = as_page("ana"), f"/episodes/{episode.pk}/screening/again/"
    shown = page.get(path).content.decode()
    assert 'name="fasting_alcohol"' in shown
    assert 'name="diabetes"' not in shown
    assert {question.key for question in page.get(path).context["form"].questions} == {"fasting_alcohol"}
    assert f"{before.answered_at.astimezone().year}" in shown
    assert cast.members["ana"].signature_name in shown
    now = timezone.localtime(timezone=ZoneInfo(cast.here.timezone))
    typed = {"answered_at": now.strftime("%Y-%m-%d %H:%M"), "precautions": "Short session."}
    assert page.post(path, typed).status_code == 400
    groups = {f"none_{group}": "on" for group in _groups()}
    assert page.post(path, {**typed, **groups}).status_code == 302
    newest = Screening.objects.order_by("-answered_at").first()
    assert (newest.asked, newest.positive) == (["fasting_alcohol"], ["diabetes", "over_implant"])


def _groups():
    from patients.forms.screening import questions

    return {question.group for question in questions(SCREENING)}


def test_after_a_gap_every_question_is_asked_again(as_page, cast):
    episode = make.ready_episode(cast, started_on=make.today(cast) - timedelta(days=31))
    shown = as_page("ana").get(f"/episodes/{episode.pk}/screening/again/").content.decode()
    assert 'name="diabetes"' in shown
    assert "Not asked again" not in shown


@pytest.mark.parametrize(("name", "status"), [("ana", 200), ("rui", 403), ("ida", 403), ("max", 403), ("eva", 404)])
def test_who_may_ask_again(as_page, cast, name, status):
    episode, _ = an_old_screen(cast)
    assert as_page(name).get(f"/episodes/{episode.pk}/screening/again/").status_code == status


def test_the_banner_and_the_session_say_what_expired(api, as_page, cast):
    episode = sessions.treatable_episode(cast)
    make.screening(
        cast, episode, positive=["pregnancy"], precautions="Side-lying.",
        answered_at=make.midday(cast, make.today(cast) - timedelta(days=3)),
    )  # fmt: skip
    alerts = banner_of(cast.pia, episode, make.today(cast))["alerts"]
    renewal = [alert["label"] for alert in alerts if alert["url"].endswith("/screening/again/")]
    assert renewal == ["Ask again: pregnancy"]
    address = f"/episodes/{episode.pk}/screening/again/"
    linked = {
        name: address in as_page(name).get(f"/episodes/{episode.pk}/").content.decode() for name in ("ana", "max")
    }
    assert linked == {"ana": True, "max": False}
    session = sessions.signable_session(cast, episode, rescreen=None)
    codes = [blocker["code"] for blocker in api("ana").get(f"sessions/{session.pk}/").json()["blockers"]]
    assert codes == ["screening_expired", "rescreen_missing"]
    asked = sessions.signable_session(cast, episode)
    assert api("ana").get(f"sessions/{asked.pk}/").json()["blockers"] == []


@pytest.mark.parametrize(
    ("sides", "words"),
    [
        ({"over_implant": {"temporalis": "left"}}, "not among the muscles"),
        ({"diabetes": {"temporalis": "left"}}, "not among the muscles"),
    ],
)
def test_a_side_belongs_to_a_muscle_of_its_item(api, cast, sides, words):
    told = {
        "episode": str(make.episode(cast).pk), "answered_at": timezone.now().isoformat(), "positive": ["over_implant"],
        "limited_muscles": {"over_implant": ["pectoralis_major"]}, "limited_sides": sides,
    }  # fmt: skip
    assert words in api("ana").post("screenings/", told).json()["errors"]["limited_sides"][0]


@pytest.mark.parametrize(
    ("muscle", "side", "blocked"),
    [
        ("trapezius_upper", "left", True), ("trapezius_upper", "bilateral", True), ("trapezius_upper", "right", False),
        ("levator_scapulae", "left", False),
    ],
)  # fmt: skip
def test_an_area_limit_blocks_the_muscle_on_its_side_alone(api, cast, muscle, side, blocked):
    episode = sessions.treatable_episode(cast)
    make.screening(
        cast, episode, positive=["over_implant"], answered_at=timezone.now() - timedelta(hours=2),
        limited_muscles={"over_implant": ["trapezius_upper"]},
        limited_sides={"over_implant": {"trapezius_upper": "left"}},
    )  # fmt: skip
    target = {**sessions.TARGET, "muscle": muscle, "side": side, "risk_confirmed": True}
    session = sessions.signable_session(cast, episode, targets=[target])
    codes = [blocker["code"] for blocker in api("ana").get(f"sessions/{session.pk}/").json()["blockers"]]
    assert codes == (["area_limited"] if blocked else [])


def test_where_nothing_expired_nothing_is_asked_and_nothing_sent_is_kept(as_page, cast):
    episode = make.episode(cast)
    make.screening(
        cast, episode, positive=["diabetes"], precautions="Short.", answered_at=timezone.now() - timedelta(minutes=5)
    )
    page, path = as_page("ana"), f"/episodes/{episode.pk}/screening/again/"
    assert "Nothing to ask again" in page.get(path).content.decode()
    now = timezone.localtime(timezone=ZoneInfo(cast.here.timezone)).strftime("%Y-%m-%d %H:%M")
    assert page.post(path, {"answered_at": now, "precautions": ""}).status_code == 409
    assert Screening.objects.get().positive == ["diabetes"]
