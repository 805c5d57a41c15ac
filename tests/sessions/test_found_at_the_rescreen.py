"""What the short re-screen finds and what holds beyond the visit becomes part of the standing screen."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from patients.models import Screening
from patients.rules.freshness import beyond_the_visit
from patients.selectors.safety import safety_of
from tests.factories import patients
from tests.factories.sessions import as_json, draft_session, record_visit, signable_session
from tests.reference_tables import SCREENING

THINNER = "anticoagulant_therapy"
FOUND = {"changes": True, "positive": [THINNER]}
CODE = "rescreen_not_screened"


def told(api, path):
    return {blocker["code"]: blocker for blocker in api("ana").get(path).json()["blockers"]}


def typed(cast, moment):
    return moment.astimezone(ZoneInfo(cast.here.timezone)).strftime("%Y-%m-%dT%H:%M")


def asked_again(episode, **answers):
    sent = {"positive": [THINNER], "precautions": "Short pressure after each needle.", **answers}
    return {"episode": str(episode.pk), "answered_at": timezone.now().isoformat(), "asked": [THINNER], **sent}


def test_only_what_is_not_asked_at_every_visit_holds_beyond_it():
    found = ["anticoagulant_therapy", "over_implant", "pregnancy", "neuro", "minor", "no_consent", "first_treatment"]
    assert beyond_the_visit(found, SCREENING) == {"anticoagulant_therapy", "over_implant"}


def test_a_new_blood_thinner_is_asked_again_by_program_and_known_at_the_next_visit(cast, api, episode):
    program = api("ana")
    made = program.post("sessions/", as_json(episode, rescreen=FOUND)).json()
    path = f"sessions/{made['id']}/"
    blocker = told(api, path)[CODE]
    assert blocker["field"] == f"screening.{THINNER}"
    assert "Ask this again in the screening" in blocker["message"]
    assert "precaution_unplanned" not in told(api, path)
    assert program.post(f"{path}sign/").status_code == 409
    assert program.post("screenings/", asked_again(episode)).status_code == 201
    assert program.post(f"{path}sign/").status_code == 200, told(api, path)
    assert safety_of(episode, patients.today(cast)).facts.positive == {THINNER}
    later = signable_session(cast, episode)
    assert program.post(f"sessions/{later.pk}/sign/").status_code == 200
    known = api("ana").get(f"episodes/{episode.pk}/progress/").json()["candidacy_latest"]
    assert known == "proceed_with_precautions"


def test_the_page_offers_every_item_and_leads_to_asking_exactly_that_one_again(cast, as_page, episode):
    page, draft = as_page("ana"), signable_session(cast, episode, rescreen=FOUND)
    shown = page.get(f"/sessions/{draft.pk}/")
    form, text = shown.context["form"], shown.content.decode()
    daily, beyond = (dict(form.fields[name].choices) for name in ("positive", "beyond_today"))
    assert {*daily, *beyond} >= {
        item["key"] for item in SCREENING["contraindications"] if item["recheck"] == "episode"
    } - {"minor"}
    assert not {*daily} & {*beyond}
    assert 'data-chip-search="Search the questions of the full screening"' in text
    assert form["beyond_today"].value() == {THINNER}
    address = f"/episodes/{episode.pk}/screening/again/?ask={THINNER}"
    assert f'href="{address}&amp;back=' in text
    asked = page.get(address)
    assert [question.key for question in asked.context["form"].questions] == [THINNER]
    assert "Ask again what came up" in asked.content.decode()
    body = {
        THINNER: "yes",
        f"plan_{THINNER}": "Short pressure after each needle.",
        "answered_at": typed(cast, timezone.now()),
    }
    assert page.post(address, body).status_code == 302
    screen = Screening.objects.filter(episode=episode).latest("answered_at")
    assert (screen.positive, screen.asked) == ([THINNER], [THINNER])
    assert f'href="{address}' not in page.get(f"/sessions/{draft.pk}/").content.decode()


def test_what_is_typed_on_the_page_is_kept_with_the_draft(cast, as_page, episode):
    draft = draft_session(cast, episode)
    rows = {f"{p}-{n}": 0 for p in ("targets", "events") for n in ("TOTAL_FORMS", "INITIAL_FORMS")}
    body = {
        "version": draft.visit.version,
        "occurred_at": typed(cast, draft.visit.occurred_at),
        "changes": "true",
        "beyond_today": [THINNER],
        **rows,
    }
    answer = as_page("ana").post(f"/sessions/{draft.pk}/", body)
    assert answer.status_code == 302, answer.context["form"].errors
    draft.refresh_from_db()
    assert draft.rescreen["positive"] == [THINNER]


def test_an_unknown_question_cannot_be_asked_through_the_address(as_page, episode):
    asked = as_page("ana").get(f"/episodes/{episode.pk}/screening/again/?ask=curse")
    assert asked.status_code == 200
    assert THINNER not in {question.key for question in asked.context["form"].questions}


def test_a_session_that_is_written_later_is_signed_once_a_later_screen_knows(cast, api, episode):
    at = patients.lately() - timezone.timedelta(days=2)
    draft = signable_session(cast, episode, occurred_at=at, rescreen=FOUND, precautions="Short pressure.")
    path = f"sessions/{draft.pk}/"
    assert CODE in told(api, path)
    api("ana").post("screenings/", asked_again(episode))
    assert CODE not in told(api, path)


def test_a_visit_without_needles_asks_for_the_same(cast, api, as_page, episode):
    visit = record_visit(cast, episode, rescreen=FOUND)
    path, program = f"visits/{visit.pk}/", api("ana")
    assert program.post(f"{path}sign/").status_code == 409
    assert told(api, path)[CODE]["field"] == f"screening.{THINNER}"
    page = as_page("ana").get(f"/visits/{visit.pk}/")
    assert f"/episodes/{episode.pk}/screening/again/?ask={THINNER}" in page.content.decode()
    assert page.context["form"]["beyond_today"].value() == [THINNER]
    assert program.post("screenings/", asked_again(episode)).status_code == 201
    assert program.post(f"{path}sign/").status_code == 200
