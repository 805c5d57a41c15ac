"""The body chart of a session: a second way into the ledger while a draft, what was needled once it is read."""

import re

from tests.factories.sessions import TARGET, draft_session, signed_session

MARK = re.compile(r'<g class="body-mark([^"]*)"([^>]*)>', re.S)


def marks(answer):
    return [(kind, dict(re.findall(r'data-(\w+)="([^"]*)"', told))) for kind, told in MARK.findall(answer.text)]


def described(answer):
    return " ".join(re.findall(r'role="img" aria-label="([^"]*)"', answer.text))


def test_a_new_session_offers_every_muscle_of_the_chart_for_its_rows(as_page, episode):
    answer = as_page("ana").get(f"/episodes/{episode.pk}/sessions/new/")
    assert 'data-chart-for="targets"' in answer.text
    assert 'data-formset="targets"' in answer.text
    offered = {(told["muscle"], told["side"]) for _, told in marks(answer)}
    assert {("trapezius_upper", "right"), ("trapezius_upper", "left")} <= offered
    assert not any("is-chosen" in kind for kind, _ in marks(answer))


def test_a_draft_marks_what_stands_in_the_ledger_both_sides_of_a_bilateral_row(cast, as_page, episode):
    session = draft_session(cast, episode, targets=[{"muscle": "splenius_capitis", "side": "bilateral"}])
    answer = as_page("ana").get(f"/sessions/{session.pk}/")
    chosen = {(told["muscle"], told["side"]) for kind, told in marks(answer) if "is-chosen" in kind}
    assert chosen == {("splenius_capitis", "left"), ("splenius_capitis", "right")}


def test_what_was_typed_and_refused_stays_marked(cast, as_page, episode):
    answer = as_page("ana").post(
        f"/episodes/{episode.pk}/sessions/new/",
        {"occurred_at": "", "targets-TOTAL_FORMS": "1", "targets-INITIAL_FORMS": "0", "events-TOTAL_FORMS": "0",
         "events-INITIAL_FORMS": "0", "targets-0-muscle": "temporalis", "targets-0-side": "left"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert {told["muscle"] for kind, told in marks(answer) if "is-chosen" in kind} == {"temporalis"}


def test_a_signed_session_says_needles_and_twitch_of_each_muscle(cast, as_page, episode):
    quiet = {**TARGET, "muscle": "splenius_capitis", "side": "bilateral", "needles_in": 4, "needles_out": 4}
    planned = {"muscle": "temporalis", "side": "left", "needles_in": 0, "needles_out": 0}
    quiet |= {"twitch": "no", "familiar_pain": False}
    session = signed_session(cast, episode, targets=[TARGET, quiet, planned])
    answer = as_page("ana").get(f"/sessions/{session.pk}/")
    said = described(answer)
    assert "Upper trapezius, right, with caution: 2 needles in, local twitch, familiar pain;" in said
    assert "Splenius capitis, left, with caution: 4 needles in over both sides, no twitch;" in said
    assert "Temporalis" not in said
    assert answer.text.count('class="body-ring"') == said.count("Upper trapezius, right") + 1


def test_needles_over_both_sides_are_not_drawn_as_so_many_on_each(cast, as_page, episode):
    both = {**TARGET, "muscle": "splenius_capitis", "side": "bilateral", "needles_in": 4, "needles_out": 4}
    page = as_page("ana").get(f"/sessions/{signed_session(cast, episode, targets=[both]).pk}/").text
    drawn = re.findall(r'<text class="body-number"[^>]*>([^<]+)</text>', page)
    assert set(drawn) == {"4 both"}
    assert len(drawn) >= 2


def test_where_nothing_was_needled_there_is_no_chart(cast, as_page, episode):
    session = draft_session(cast, episode, targets=[{"muscle": "temporalis", "side": "left"}])
    assert "needled-chart" not in as_page("max").get(f"/sessions/{session.pk}/").text


def test_the_patients_chart_counts_the_sessions_of_each_muscle(cast, as_page, episode):
    both = {**TARGET, "side": "bilateral"}
    signed_session(cast, episode)
    signed_session(cast, episode, targets=[both])
    said = described(as_page("ana").get(f"/patients/{cast.pia.pk}/"))
    assert "Upper trapezius, right, with caution: 2 sessions;" in said
    assert "Upper trapezius, left, with caution: 1 session;" in said


def test_the_front_desk_sees_no_chart_of_needles(cast, as_page, episode):
    signed_session(cast, episode)
    assert "body-mark" not in as_page("rui").get(f"/patients/{cast.pia.pk}/").text
