"""Promises of the rules of supervision, visits, recording and holding, for whatever is given to them; no database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from patients.vocabulary import NOT_SEEN
from patients.vocabulary import VisitState as State
from practice.vocabulary import CredentialKind as Kind
from sessions.rules.facts import TimedFacts
from sessions.rules.holding import GOES, STAYS, kept_in_words, lost_in_words, require_not_needled
from sessions.rules.recording import MOST_NEEDLES, red_flags_today, require_copied_from, require_recordable
from sessions.rules.supervision import (
    Renaming,
    answers_alone,
    authority_on,
    in_training,
    is_licensed,
    kinds_of,
    may_needle,
    may_supervise,
    names_supervisors,
    require_cosignable,
    require_renaming,
)
from sessions.rules.visits import AHEAD, OF_THE_SEEN, OUTCOMES, VisitFacts, judged_at, require_absence, visit_blockers
from sessions.rules.visits import require_recordable as require_visit
from tests.reference_tables import MEASURE, SCREENING
from tests.refused import refusals
from tests.sessions.notes import DAY

KINDS = st.frozensets(st.sampled_from(Kind))
PEOPLE = [UUID(int=number) for number in range(1, 5)]
WHO = st.sampled_from(PEOPLE)
ANYBODY = st.none() | WHO
DAYS = st.integers(0, 30).map(lambda number: DAY + timedelta(days=number))


# Who may needle, and who co-signs


def credential(kind, profession, state, issued, length, suspended):
    return SimpleNamespace(
        kind=kind, profession=profession, jurisdiction=state, issued_on=issued, suspended_on=suspended,
        expires_on=issued + timedelta(days=length),
    )  # fmt: skip


HELD = st.lists(st.builds(
    credential, st.sampled_from(Kind), st.sampled_from(["PT", "pt", "PTA"]), st.sampled_from(["WA", "OR"]), DAYS,
    st.integers(0, 20), st.none() | DAYS,
), max_size=4)  # fmt: skip


@given(held=HELD, day=DAYS, chance=st.randoms(), more=HELD)
def test_one_more_credential_never_takes_authority_away_and_another_states_gives_none(held, day, chance, more):
    found = authority_on(held, day, "WA", who={"PT"})
    assert authority_on(chance.sample(held, len(held)), day, "WA", who={"PT"}) == found
    assert found <= authority_on([*held, *more], day, "WA", who={"PT"})
    elsewhere = [one for one in more if one.jurisdiction != "WA"]
    assert authority_on([*held, *elsewhere], day, "WA", who={"PT"}) == found
    assert authority_on(held, day, "WA", who=()) == frozenset()


@given(issued=DAYS, length=st.integers(0, 20), kind=st.sampled_from(Kind))
def test_authority_holds_from_the_first_day_to_the_last(issued, length, kind):
    own = [credential(kind, "PT", "WA", issued, length, None)]
    last, day = issued + timedelta(days=length), timedelta(days=1)
    holds = [kind in authority_on(own, on, "WA", who={"PT"}) for on in (issued - day, issued, last, last + day)]
    assert holds == [False, True, True, False]


@given(kinds=st.lists(st.sampled_from(Kind)), profession=st.sampled_from(["PTA", "AIDE"]))
def test_assistants_hold_nothing_and_a_privilege_serves_as_a_licence(kinds, profession):
    assert kinds_of([(kind, profession) for kind in kinds], {"PT"}) == frozenset()
    found = kinds_of([(kind, "pt") for kind in kinds], {"PT"})
    assert is_licensed(found) is bool({Kind.LICENCE, Kind.COMPACT} & set(kinds))


@given(held=KINDS, more=KINDS, took_over=st.booleans())
def test_who_holds_more_may_do_more_and_nobody_trains_and_needles_at_once(held, more, took_over):
    for may in (is_licensed, may_needle, may_supervise):
        assert may(held) <= may(held | more)
    assert not (in_training(held) and may_needle(held))
    assert may_needle(held) <= is_licensed(held)
    assert answers_alone(held, took_over=took_over) is (took_over and may_supervise(held))


@given(signed_by=ANYBODY, done=st.booleans(), supervisor=ANYBODY, member=WHO, licensed=st.booleans())
def test_only_the_named_supervisor_cosigns_once_what_somebody_else_signed(
    signed_by, done, supervisor, member, licensed
):
    told = {"signed_by": signed_by, "done": done, "supervisor_id": supervisor, "member_id": member}
    cosigns = refusals(require_cosignable, **told, licensed=licensed) == []
    waits = signed_by not in (None, member) and not done
    assert cosigns is (waits and supervisor == member and licensed)


RENAMINGS = st.builds(
    Renaming, signed_by=ANYBODY, done=st.booleans(), therapist=WHO, current=ANYBODY, new=WHO, member=WHO,
    manages=st.booleans(), is_therapist=st.booleans(), held=KINDS,
)  # fmt: skip


@given(facts=RENAMINGS, current=WHO, signed_by=WHO)
def test_a_supervisor_who_is_named_is_another_qualified_therapist_and_never_ones_own(facts, current, signed_by):
    told = replace(facts, current=current, signed_by=signed_by, done=False, manages=True)
    qualified = told.is_therapist and may_supervise(told.held)
    names = refusals(require_renaming, told) == []
    assert names is (qualified and told.new not in {current, told.therapist, signed_by})
    assert refusals(require_renaming, replace(told, done=True)) == [("already_cosigned", "")]
    sound = replace(told, is_therapist=True, held=frozenset({Kind.LICENCE, Kind.NEEDLING}))
    assert (refusals(require_renaming, sound) == []) is (told.new not in {current, told.therapist, signed_by})


@given(facts=RENAMINGS)
def test_a_manager_names_a_supervisor_wherever_somebody_concerned_does(facts):
    assert set(refusals(require_renaming, replace(facts, manages=True))) <= set(refusals(require_renaming, facts)) | {
        found for found in refusals(require_renaming, replace(facts, manages=True)) if found[1] == "supervisor"
    }
    told = {"therapist": facts.therapist, "signed_by": facts.signed_by, "supervisor": facts.current}
    assert names_supervisors(facts.member, **told, manages=True)


# Visits without needling


@given(outcome=st.sampled_from([*OUTCOMES, "planned", "wings"]), told=st.sets(st.sampled_from([*OF_THE_SEEN, "note"])))
def test_of_an_absence_nothing_is_said_that_only_somebody_who_came_can_have_had(outcome, told):
    found = refusals(require_visit, outcome, dict.fromkeys(sorted(told), 30))
    if outcome not in OUTCOMES:
        assert [code for code, _ in found] == ["unknown_outcome"]
    else:
        assert {field for _, field in found} == (told - {"note"} if outcome in NOT_SEEN else set())
    assert (refusals(require_absence, outcome) == []) is (outcome in NOT_SEEN)


@given(outcome=st.sampled_from(OUTCOMES), ahead=st.integers(-400, 400) | st.sampled_from([AHEAD.days, AHEAD.days + 1]))
def test_only_a_cancellation_is_written_down_before_its_day_and_half_a_year_at_most(outcome, ahead):
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    at = now + timedelta(days=ahead)
    judged = judged_at(outcome, at, now)
    assert judged >= now
    assert (judged >= at) is (ahead <= 0 or (outcome == State.CANCELLED and at <= now + AHEAD))


VISITS = st.builds(
    VisitFacts, state=st.sampled_from(OUTCOMES), licensed=st.booleans(), treated_with_licence=st.booleans(),
    has_diagnosis=st.booleans(), has_active_plan=st.booleans(), minutes=st.none() | st.integers(0, 60),
    location=st.sampled_from(["", " ", "clinic"]), reason=st.sampled_from(["", "Fever."]),
    done=st.sampled_from(["", "Walked."]), response=st.sampled_from(["", "Well."]),
    interventions=st.lists(st.builds(TimedFacts, name=st.just("Exercise"), minutes=st.none() | st.integers(1, 30)),
                           max_size=2).map(tuple),
    change_unexplained=st.booleans(),
)  # fmt: skip
BETTER = {"licensed": True, "treated_with_licence": True, "has_diagnosis": True, "has_active_plan": True,
          "location": "clinic", "reason": "Fever.", "done": "Walked.", "response": "Well.",
          "change_unexplained": False}  # fmt: skip


def blockers(facts):
    return {(one.code, one.field) for one in visit_blockers(facts)}


@given(facts=VISITS, name=st.sampled_from(sorted(BETTER)))
def test_what_is_added_to_a_visit_never_blocks_its_signature(facts, name):
    assert blockers(replace(facts, **{name: BETTER[name]})) <= blockers(facts)


@given(facts=VISITS)
def test_a_held_visit_needs_its_reason_alone_and_an_absence_is_never_signed(facts):
    held = blockers(replace(facts, state=State.HELD, interventions=()))
    assert ("reason_missing", "reason") in held or facts.reason
    assert held.isdisjoint({("minutes_missing", "minutes"), ("plan_missing", "plan"), ("nothing_done", "done")})
    for absent in NOT_SEEN:
        assert blockers(replace(facts, state=absent)) == {("not_seen", "outcome")}


# What can be stored, and what a held visit keeps

MUSCLES = {key: {"common_name": key.title()} for key in ("temporalis", "masseter", "trapezius_upper")}
COUNTS = st.none() | st.integers(0, MOST_NEEDLES) | st.sampled_from([-1, MOST_NEEDLES, MOST_NEEDLES + 1])
TARGETS = st.lists(st.fixed_dictionaries({
    "muscle": st.sampled_from([*MUSCLES, "wings"]), "side": st.sampled_from(["left", "right"]),
    "needles_in": COUNTS, "needles_out": COUNTS,
}), max_size=5)  # fmt: skip


def stored(targets):
    return refusals(require_recordable, targets, [], MUSCLES, MEASURE)


@given(targets=TARGETS, chance=st.randoms())
def test_targets_are_stored_whose_muscles_are_known_once_a_side_with_counts_in_range(targets, chance):
    sound = len({(one["muscle"], one["side"]) for one in targets}) == len(targets)
    sound = sound and all(one["muscle"] in MUSCLES for one in targets)
    counts = [one[name] for one in targets for name in ("needles_in", "needles_out") if one[name] is not None]
    assert (stored(targets) == []) is (sound and all(0 <= count <= MOST_NEEDLES for count in counts))
    mixed = chance.sample(targets, len(targets))
    assert sorted(code for code, _ in stored(mixed)) == sorted(code for code, _ in stored(targets))


@given(muscle=st.sampled_from(sorted(MUSCLES)), count=st.sampled_from([-1, 0, MOST_NEEDLES, MOST_NEEDLES + 1]))
def test_a_muscle_is_needled_on_both_sides_with_counts_up_to_the_most(muscle, count):
    both = [{"muscle": muscle, "side": side, "needles_in": count} for side in ("left", "right")]
    assert (stored(both) == []) is (0 <= count <= MOST_NEEDLES)
    assert ("muscle_twice", "targets[2].muscle") in stored([*both, both[0]])


@given(targets=TARGETS, more=TARGETS)
def test_a_target_more_mends_no_other_and_every_refusal_names_its_row(targets, more):
    found = stored(targets)
    assert stored([*targets, *more])[: len(found)] == found
    assert all(field.startswith("targets[") for _, field in stored([*targets, *more]))


@given(sent=st.lists(ANYBODY), known=st.sets(WHO))
def test_what_is_copied_comes_from_the_same_patient(sent, known):
    strange = [at for at, source in enumerate(sent) if source is not None and source not in known]
    found = refusals(require_copied_from, sent, known)
    assert found == [("unknown_source", f"targets[{at}].copied_from") for at in strange]


FLAGS = sorted(flag["key"] for flag in SCREENING["red_flags"])


@given(
    flags=st.sets(st.sampled_from(FLAGS)), others=st.sets(st.sampled_from(["diabetes", "wings"])), chance=st.randoms()
)
def test_of_a_rescreen_its_red_flags_stay_and_nothing_else(flags, others, chance):
    told = chance.sample(sorted(flags | others), len(flags | others))
    assert red_flags_today({"positive": told}, SCREENING) == sorted(flags)


@given(written=st.dictionaries(st.sampled_from([*STAYS, *GOES, "wings"]), st.sampled_from(["", "x", None])),
       chance=st.randoms())  # fmt: skip
def test_all_that_was_typed_is_told_as_kept_or_as_lost_once(written, chance):
    mixed = dict(chance.sample(sorted(written.items()), len(written)))
    kept, lost = kept_in_words(mixed), lost_in_words(mixed)
    assert (kept, lost) == (kept_in_words(written), lost_in_words(written))
    typed = [name for name, value in written.items() if value and name != "wings"]
    assert len([*kept, *lost]) == len(typed) == len({*kept, *lost})


@given(names=st.lists(st.sampled_from(["Temporalis", "Masseter"])))
def test_a_held_visit_has_no_needled_muscle(names):
    assert (refusals(require_not_needled, names) == []) is (not names)
