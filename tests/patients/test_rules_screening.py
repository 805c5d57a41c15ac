"""What a full screen must hold before it is kept, as truth tables without a database."""

from datetime import date

import pytest

from patients.rules.screening import (
    FOUND,
    area_items,
    asks_for_muscles,
    labels,
    require_answers,
    require_day,
    require_limits,
    require_not_overridden,
    require_renewable,
    require_sides,
    require_told,
)
from tests.reference_tables import SCREENING
from tests.refused import is_bad_input, refusals, says

MUSCLES = {"masseter", "temporalis"}
MARCH, MAY, JUNE = date(2026, 3, 2), date(2026, 5, 4), date(2026, 6, 8)
WORDS = {entry["key"]: entry["label"] for entry in (*SCREENING["contraindications"], *SCREENING["red_flags"])}
IMPLANT = WORDS["over_implant"]


def test_items_and_red_flags_are_named_in_the_words_of_the_form():
    assert labels(SCREENING) == WORDS
    assert {"diabetes", "neuro"} <= labels(SCREENING).keys()


def test_three_items_forbid_an_area():
    assert area_items(SCREENING) == {"local_infection_skin", "lymphoedema_limb", "over_implant"}


@pytest.mark.parametrize(
    ("sent", "told"),
    [((), False), (("episode", "answered_at"), False), (("asked", "precautions"), False), (("positive",), True),
     (("red_flags",), True), (("unanswered", "episode"), True), (("positive", "red_flags", "unanswered"), True)],
)  # fmt: skip
def test_a_screen_without_any_answer_is_none(sent, told):
    assert refusals(require_told, sent) == ([] if told else [("answers_missing", name) for name in FOUND])
    assert is_bad_input(require_told, sent) is not told


def answers(positive=(), red_flags=(), unanswered=()):
    return {"positive": positive, "red_flags": red_flags, "unanswered": unanswered, "screening": SCREENING}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answers(["diabetes"], ["neuro"], ["pregnancy", "older"]), []),
        (answers(), []),
        (answers(["wings"]), [("unknown_item", "positive")]),
        (answers(["neuro"]), [("unknown_item", "positive")]),
        (answers((), ["diabetes"]), [("unknown_item", "red_flags")]),
        (answers((), (), ["wings"]), [("unknown_item", "unanswered")]),
        (answers(["diabetes", "diabetes"]), [("item_twice", "positive")]),
        (answers((), ["neuro", "neuro"]), [("item_twice", "red_flags")]),
        (answers(["diabetes"], (), ["diabetes"]), [("answered_and_not", "unanswered")]),
        (answers((), ["neuro"], ["neuro"]), [("answered_and_not", "unanswered")]),
    ],
)  # fmt: skip
def test_every_answer_belongs_to_a_question_and_says_one_thing(given, expected):
    assert refusals(require_answers, **given) == expected
    assert is_bad_input(require_answers, **given) is bool(expected)


def test_of_wrong_answers_three_are_named():
    assert says(require_answers, **answers(["d", "b", "c", "a"])) == "The form does not ask “a, b, c”."
    both = ["pregnancy", "psych", "frail", "minor"]
    told = "“frail, minor, pregnancy” is answered and unanswered at once."
    assert says(require_answers, **answers(both, (), both)) == told


def limits(limited, positive):
    return {"limited": limited, "positive": positive, "screening": SCREENING, "muscles": MUSCLES}


@pytest.mark.parametrize(
    ("limited", "positive", "expected"),
    [
        ({}, [], ""),
        ({"over_implant": ["masseter"]}, ["over_implant"], ""),
        ({}, ["diabetes"], ""),
        ({"diabetes": ["masseter"]}, ["diabetes"], ""),
        ({"diabetes": ["masseter"]}, [], "limit_without_item"),
        ({"diabetes": ["wings"]}, ["diabetes"], "unknown_muscle"),
        ({}, ["over_implant"], "limit_missing"),
        ({"over_implant": []}, ["over_implant"], "limit_missing"),
        ({"over_implant": ["masseter"]}, ["over_implant", "lymphoedema_limb"], "limit_missing"),
    ],
)
def test_an_area_that_must_not_be_needled_names_its_muscles(limited, positive, expected):
    given = limits(limited, positive)
    assert refusals(require_limits, **given) == ([(expected, "limited_muscles")] if expected else [])
    assert is_bad_input(require_limits, **given) is bool(expected)


def test_who_forbids_an_area_is_asked_for_its_muscles_in_the_words_of_the_question():
    assert asks_for_muscles("Over an implant?") == "Choose the muscles that must not be needled: Over an implant?."
    assert says(require_limits, **limits({}, ["over_implant"])) == asks_for_muscles(IMPLANT)
    stray = {key: ["masseter"] for key in ("d", "c", "b", "a")}
    assert says(require_limits, **limits(stray, [])) == "“a, b, c” is not answered yes."
    strange = {"over_implant": ["d", "c", "b", "a"]}
    assert says(require_limits, **limits(strange, strange)) == "There is no muscle “a, b, c” in the catalogue."


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ({}, ""), ({"over_implant": {}}, ""), ({"over_implant": {"masseter": "left", "temporalis": "right"}}, ""),
        ({"over_implant": {"masseter": "both"}}, "unknown_side"),
        ({"over_implant": {"sternocleidomastoid": "left"}}, "side_without_limit"),
        ({"diabetes": {"masseter": "left"}}, "side_without_limit"),
    ],
)  # fmt: skip
def test_a_side_narrows_a_muscle_that_the_same_item_forbids(sides, expected):
    given = {"sides": sides, "limited": {"over_implant": ["masseter", "temporalis"]}}
    assert refusals(require_sides, **given) == ([(expected, "limited_sides")] if expected else [])
    assert is_bad_input(require_sides, **given) is bool(expected)


def test_of_sides_without_a_limit_three_muscles_are_named():
    stray = {"over_implant": dict.fromkeys(["d", "c", "b", "a"], "left")}
    told = "“a, b, c” is not among the muscles that must not be needled."
    assert says(require_sides, stray, limited={}) == told


def renewal(asked, *, answered=(), expired=(), has_earlier=True):
    facts = {"answered": answered, "expired": expired, "has_earlier": has_earlier, "screening": SCREENING}
    return {"asked": asked, **facts}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (renewal(["diabetes"]), ""),
        (renewal(["diabetes", "neuro"], answered=["neuro"], expired=["diabetes"]), ""),
        (renewal(["diabetes"], has_earlier=False), "nothing_to_renew"),
        (renewal(["wings"]), "unknown_item"),
        (renewal(["no_consent"]), "unknown_item"),
        (renewal(["diabetes"], answered=["neuro"]), "answered_unasked"),
        (renewal(["diabetes"], expired=["diabetes", "neuro"]), "expired_unasked"),
    ],
)
def test_what_is_asked_again_covers_what_expired_and_answers_nothing_else(given, expected):
    assert refusals(require_renewable, **given) == ([(expected, "asked")] if expected else [])
    assert is_bad_input(require_renewable, **given) is bool(expected)


def test_what_is_left_to_ask_again_is_said_in_the_words_of_the_form():
    left = ["diabetes", "frail", "minor", "pregnancy"]
    told = "; ".join(WORDS[key] for key in left[:3])
    assert says(require_renewable, **renewal([], expired=left)) == f"Ask this again too: {told}."
    strange = ["d", "c", "b", "a"]
    assert says(require_renewable, **renewal(strange)) == "The form does not ask “a, b, c”."
    unasked = "“a, b, c” is answered, and not among the questions asked."
    assert says(require_renewable, **renewal([], answered=strange)) == unasked


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 1), "before_the_episode"), (MARCH, ""), (MAY, ""), (JUNE, ""),
        (date(2026, 6, 9), "in_the_future"),
    ],
)  # fmt: skip
def test_an_override_is_for_a_day_within_the_episode_and_not_ahead(day, expected):
    given = {"holds_on": day, "started_on": MARCH, "today": JUNE}
    assert refusals(require_day, **given) == ([(expected, "holds_on")] if expected else [])
    assert is_bad_input(require_day, **given) is bool(expected)


def test_one_item_is_overridden_once_a_day():
    assert refusals(require_not_overridden, False) == []
    assert refusals(require_not_overridden, True) == [("already_overridden", "item")]
    assert not is_bad_input(require_not_overridden, True)
