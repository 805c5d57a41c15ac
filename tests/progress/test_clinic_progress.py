"""The manager's figures: what they count, who sees them, the patients behind them, and how fast they come."""

import re
from datetime import datetime, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from patients.models import EpisodeOfCare, Visit
from practice import scoping
from practice import selectors as practice
from practice.models import Membership
from progress import refreshing
from progress.rules.benchmarks import above_studies
from progress.rules.outcomes import share, wilson
from progress.rules.period import Period
from progress.selectors.clinic import Asked, Figures, clinic_progress
from progress.selectors.episodes import results_of
from sessions import services as needling
from sessions.models import NeedlingSession
from tests.factories import patients, progress, sessions

EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")
MANAGER = {"ana": 403, "rui": 403, "max": 200, "ida": 403, "pia": 403, "eva": 403}
DEMO_GROUPS = ("tension_type_headache", "cervicogenic_headache", "migraine", "neck_pain")


def asked(cast, days=83, **more):
    today = practice.today_in(cast.here)
    return Asked(Period(today - timedelta(days=days), today), **more)


def figures(cast, **more):
    return clinic_progress(cast.actor("max"), asked(cast, **more))


@pytest.fixture
def worked(cast):
    return [progress.worked_episode(cast, key) for key in progress.CASES]


@pytest.mark.parametrize("path", ["/progress/", "/progress/patients/active/", "/api/v1/clinic/progress/"])
def test_only_the_manager_sees_the_clinic_s_progress(as_page, api, path):
    found = {
        name: (api(name) if path.startswith("/api") else as_page(name)).get(path).status_code for name in EVERYBODY
    }
    assert found == MANAGER


def test_the_page_shows_the_numbers_of_the_api(as_page, api, worked):
    shown = as_page("max").get("/progress/").context["told"]
    for row in shown["unsigned"]:
        row.pop("days")
    assert shown == api("max").get("clinic/progress/").json()


def test_programs_count_days_in_the_clinic_s_time_zone(cast, as_page, api):
    evening = datetime.combine(practice.today_in(cast.here) - timedelta(1), time(21), ZoneInfo(cast.here.timezone))
    sessions.adverse_event(cast, sessions.treatable_episode(cast), occurred_at=evening)
    days = {"from": evening.date().isoformat(), "to": evening.date().isoformat()}
    assert as_page("max").get("/progress/", days).context["told"]["adverse_events"]["events"] == 1
    assert api("max").get("clinic/progress/", days).json()["adverse_events"]["events"] == 1


def test_outcomes_are_decided_as_for_the_single_episode(cast, worked):
    results = results_of(worked, cast.here)
    for pk, (_, outcome) in Figures(asked(cast)).outcome_by_episode.items():
        met = [results[pk]["measures"].get(key, {}).get("mcid_met") for key in ("ndi_raw", "hit6", "nprs_average")]
        assert outcome.mcid is any(met)
        assert outcome.responder30 is results[pk]["responder30"]


def test_a_share_of_few_is_not_shown(cast, worked):
    rows = {row["group"]: row["mcid"] for row in figures(cast)["outcomes"]["groups"]}
    assert rows[None]["percent"] is not None
    assert all(rows[group]["percent"] is None for group in DEMO_GROUPS)


@pytest.mark.parametrize(
    ("count", "of", "percent", "low", "high"),
    [(4, 4, None, None, None), (0, 5, 0.0, 0.0, 43.4), (5, 10, 50.0, 23.7, 76.3), (100, 100, 100.0, 96.3, 100.0)],
)
def test_shares_come_with_counts_and_wilson_intervals(count, of, percent, low, high):
    assert share(count, of) == {"count": count, "of": of, "percent": percent, "low": low, "high": high}


def test_the_interval_contains_the_share():
    assert all(wilson(k, 20)[0] <= k / 20 <= wilson(k, 20)[1] for k in range(21))


def test_sessions_are_counted_by_week(cast):
    sessions.signed_session(cast)
    told = figures(cast)["sessions"]
    assert told["total"] == 1
    assert sum(week["sessions"] for week in told["per_week"]) == 1
    assert len(told["per_week"]) in (12, 13)


def test_unsigned_notes_stand_beside_their_therapist(cast):
    session = sessions.draft_session(cast)
    assert figures(cast)["unsigned"] == [
        {"therapist": str(cast.members["ana"].pk), "name": cast.members["ana"].name, "active": True, "gone": "",
         "notes": 1, "oldest": session.visit.occurred_on.isoformat()}
    ]  # fmt: skip


def test_benchmarks_are_shown_from_100_sessions_on(cast):
    sessions.adverse_event(cast, progress.many_episodes(cast, 24)[0])
    few = figures(cast)["adverse_events"]
    assert (few["per_100"], few["kinds"][0]["benchmarks"]) == (None, [])
    progress.many_episodes(cast, 1, prefix="N", visits=4)
    enough = figures(cast)["adverse_events"]
    assert enough["per_100"] == 1.0
    assert enough["kinds"][0]["benchmarks"][0]["citation"].startswith("Brady")
    total = enough["with_event"]
    assert (total["count"], total["of"], total["percent"]) == (1, 100, 1.0)
    assert total["low"] < 1 < total["high"]
    assert [study["rate"] for study in enough["benchmarks"]] == [19.18, 36.7]


def test_a_rate_above_the_upper_study_is_amber_on_the_page(cast, as_page):
    made = progress.many_episodes(cast, 25)
    visits = Visit.objects.filter(episode__in=made).order_by("pk").values_list("pk", flat=True)
    sore = NeedlingSession.objects.select_related("visit__episode").filter(pk__in=list(visits[:8]))
    for session in sore:
        sessions.adverse_event(
            cast, session.visit.episode, session=session, occurred_at=session.visit.occurred_at
        )  # fmt: skip
    sessions.adverse_event(cast, made[0], "syncope")
    told = figures(cast)["adverse_events"]
    assert [(row["kind"], row["above_studies"]) for row in told["kinds"]] == [("bruising", True), ("syncope", False)]
    assert (told["with_event"]["count"], told["above_studies"]) == (9, False)
    page = as_page("max").get("/progress/").content.decode()
    assert page.count("Above the studies") == 1
    assert "Something went wrong in 9 of 100 sessions (" in page
    assert "Studies: \u2013" not in page


@pytest.mark.parametrize(
    ("percent", "studies", "amber"),
    [(7.8, [7.55, 7.7], True), (7.7, [7.55, 7.7], False), (7.6, [7.55, 7.7], False), (50.0, [], False)],
)
def test_amber_is_above_the_upper_study_and_never_without_one(percent, studies, amber):
    found = [{"rate": rate, "per": "per 100 treatments"} for rate in studies]
    assert above_studies({"percent": percent}, found) is amber
    assert not above_studies(None, found)
    assert not above_studies({"percent": percent}, [{"rate": 0.87, "per": "per 100,000 patients"}])


@pytest.mark.parametrize("at", ["00:30", "23:30"])
def test_an_event_counts_on_the_clinic_s_day_for_programs_too(cast, api, at):
    day = practice.today_in(cast.here) - timedelta(days=2)
    moment = datetime.combine(day, time.fromisoformat(at), ZoneInfo(cast.here.timezone))
    sessions.adverse_event(cast, progress.many_episodes(cast, 1)[0], occurred_at=moment)
    for asked_day, number in ((day, 1), (day - timedelta(days=1), 0), (day + timedelta(days=1), 0)):
        found = api("max").get(f"clinic/progress/?from={asked_day}&to={asked_day}").json()
        assert found["adverse_events"]["events"] == number, asked_day


def test_who_stopped_coming_is_counted(cast):
    episodes = progress.many_episodes(cast, 2)
    EpisodeOfCare.objects.filter(pk=episodes[0].pk).update(
        state="discharged", discharged_on=practice.today_in(cast.here), outcome="non_attendance"
    )
    assert figures(cast)["patients"] == {"active": 2, "new": 2, "discharged": 1, "dropped_out": 1}
    progress.worked_episode(cast, "SYN-02", ago=35)
    assert figures(cast)["patients"]["dropped_out"] == 2


def test_who_only_misses_appointments_has_stopped_coming_until_seen_again(cast):
    episode = progress.worked_episode(cast, "SYN-02", ago=35)
    now = timezone.now()
    for days, outcome in ((20, "no_show"), (5, "cancelled"), (1, "no_show")):
        needling.record_absence(
            actor=cast.actor("rui"), episode=episode, occurred_at=now - timedelta(days=days), outcome=outcome, now=now
        )
    assert figures(cast)["patients"]["dropped_out"] == 1
    sessions.record_visit(cast, episode)
    assert figures(cast)["patients"]["dropped_out"] == 0


def test_nobody_has_stopped_coming_before_the_days_are_over(cast, api):
    progress.many_episodes(cast, 2)
    today = practice.today_in(cast.here)
    told = api("max").get("clinic/progress/", {"to": str(today + timedelta(days=60))}).json()
    assert told["patients"]["dropped_out"] == 0
    assert api("max").get("clinic/therapists/", {"to": str(today + timedelta(days=60))}).json()["therapists"] == []


def test_events_are_counted_with_who_treated_as_sessions_are(cast, api):
    session = sessions.signed_session(cast)
    led = session.visit.episode
    noa = sessions.supervisor(cast)
    EpisodeOfCare.objects.filter(pk=led.pk).update(therapist=noa)
    sessions.adverse_event(cast, led, session=session, occurred_at=session.visit.occurred_at)
    sessions.adverse_event(cast, led)

    def told(member):
        found = api("max").get("clinic/progress/", {"therapist": str(member.pk)}).json()["adverse_events"]
        return found["sessions"], found["events"]

    assert (told(cast.members["ana"]), told(noa)) == ((1, 1), (0, 1))


def test_therapist_and_condition_narrow_the_figures(cast):
    progress.many_episodes(cast, 8)
    assert figures(cast, condition="tth_chronic")["patients"]["active"] == 2
    assert figures(cast, therapist_id=cast.members["ida"].pk)["patients"]["active"] == 0


@pytest.mark.parametrize("figure", ["active", "new", "discharged", "dropped_out", "treated", "mcid", "responder30"])
def test_every_figure_opens_the_patients_behind_it(cast, as_page, worked, figure):
    answer = as_page("max").get(f"/progress/patients/{figure}/")
    told = figures(cast)
    counts = {
        **told["patients"],
        **{name: told["outcomes"]["groups"][0][name]["of"] for name in ("mcid", "responder30")},
    }
    assert len(answer.context["rows"]) == counts.get(figure, len(answer.context["rows"]))
    assert answer.status_code == 200


def test_events_and_unsigned_notes_open_too(cast, as_page, worked):
    sessions.draft_session(cast, sessions.treatable_episode(cast, of=patients.patient(cast)))
    event = figures(cast)["adverse_events"]["kinds"][0]["kind"]
    for figure in (f"adverse_events.{event}", f"unsigned.{cast.members['ana'].pk}"):
        assert as_page("max").get(f"/progress/patients/{figure}/").context["rows"]


@pytest.mark.parametrize("figure", ["nonsense", "active.more", "unsigned.nobody"])
def test_a_figure_that_does_not_exist_is_not_found(as_page, figure):
    assert as_page("max").get(f"/progress/patients/{figure}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "to"),
        ({"from": "1990-01-01"}, "from"),
        ({"therapist": "ana"}, "therapist"),
        ({"therapist": "019abcde-0000-7000-8000-000000000001"}, "therapist"),
        ({"condition": "toothache"}, "condition"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_at_its_field(as_page, api, query, field):
    assert list(api("max").get("clinic/progress/", query).json()["errors"]) == [field]
    answer = as_page("max").get("/progress/", query)
    assert answer.status_code == 400
    assert field in answer.context["form"].errors


def test_the_number_of_queries_does_not_grow(cast, django_assert_max_num_queries):
    scoping.keep_at_hand(cast.here)  # as the doors do
    progress.many_episodes(cast, 3)
    scoping.keep_at_hand(cast.here)  # as the doors do
    refreshing.refresh_some(50)
    figures(cast)
    with django_assert_max_num_queries(12) as three:  # two of them say how one is planned
        figures(cast)
    progress.many_episodes(cast, 27, prefix="N")
    refreshing.refresh_some(50)
    with django_assert_max_num_queries(len(three)):
        told = figures(cast)
    assert told["patients"]["active"] == 30


def test_each_week_opens_the_patients_behind_it(cast, as_page):
    progress.many_episodes(cast, 2)
    page = as_page("max").get("/progress/").content.decode()
    weeks = [unescape(found) for found in re.findall(r'class="bars-row" href="([^"]+)"', page)]
    assert weeks
    opened = [as_page("max").get(week).content.decode() for week in weeks]
    assert all("row-link" in week for week in opened)


def test_one_tap_chooses_a_usual_period_and_keeps_the_rest(cast, as_page):
    page = as_page("max").get("/progress/", {"condition": "migraine_without_aura"})
    chosen = [choice for choice in page.context["periods"] if choice["current"]]
    assert [choice["label"] for choice in chosen] == ["Last 12 weeks"]
    assert all("condition=migraine_without_aura" in choice["query"] for choice in page.context["periods"])


def test_a_therapist_of_another_clinic_is_none_and_one_who_left_still_is(cast, api, as_page):
    elsewhere = {"therapist": str(cast.members["eva"].pk)}
    for path in ("clinic/progress/", "clinic/muscles/"):
        assert list(api("max").get(path, elsewhere).json()["errors"]) == ["therapist"]
    assert as_page("max").get("/progress/", elsewhere).status_code == 400
    Membership.objects.filter(pk=cast.members["ana"].pk).update(active=False)
    assert api("max").get("clinic/progress/", {"therapist": str(cast.members["ana"].pk)}).status_code == 200
