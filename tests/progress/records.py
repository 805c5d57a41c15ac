"""Records of episodes as hypothesis draws them: screens, visits, letters and consents in every mixture."""

from hypothesis import strategies as st

from patients.rules.consent import ConsentFacts
from patients.rules.flags import Cleared, Elsewhere, Raised
from progress.rules.facts import ScreeningFacts
from tests.progress.episodes import day, episode, event, needling, visit

DAYS = st.integers(0, 60)
FLAGS = st.sampled_from(["neuro", "pattern_change", "older"])
ITEMS = st.sampled_from(["needle_phobia", "diabetes", "first_treatment", "vasovagal_history"])
KINDS = st.sampled_from(["bruising", "syncope", "pneumothorax"])
GRADES = st.sampled_from(["mild", "severe"])
PLACES = st.tuples(
    st.sampled_from(["trapezius_upper", "longus_colli"]), st.sampled_from(["left", "right"]),
    st.none() | st.integers(0, 3), st.none() | st.integers(0, 3),
)  # fmt: skip
EVENTS = st.builds(event, KINDS, GRADES, DAYS)
VISITS = st.builds(
    visit, DAYS, targets=st.lists(PLACES, max_size=2).map(lambda places: needling(*places)),
    red_flags=st.lists(FLAGS, max_size=1).map(tuple), adverse_events=st.lists(EVENTS, max_size=1).map(tuple),
)  # fmt: skip
SCREENS = st.builds(
    ScreeningFacts, on=DAYS.map(day), positive=st.frozensets(ITEMS, max_size=2),
    red_flags=st.frozensets(FLAGS, max_size=1), all_answered=st.sampled_from([True, True, True, False]),
)  # fmt: skip
LETTERS = st.builds(
    Cleared, key=st.one_of(FLAGS, ITEMS, KINDS), on=st.none() | DAYS.map(day), elsewhere=st.booleans()
)  # fmt: skip
CONSENTS = st.builds(
    ConsentFacts, signed_on=DAYS.map(day), withdrawn_on=st.none() | DAYS.map(day), by_guardian=st.booleans()
)  # fmt: skip
OTHERS = st.builds(
    Elsewhere, raised=st.lists(st.builds(Raised, key=FLAGS, on=DAYS.map(day)), max_size=1).map(tuple),
    letters=st.just(()),
)  # fmt: skip


@st.composite
def records(draw):
    """An episode of up to five visits, whatever happened at them."""

    def some(strategy, most):
        return tuple(draw(st.lists(strategy, max_size=most)))

    return episode(
        *some(VISITS, 5), screenings=some(SCREENS, 2), clearances=some(LETTERS, 2), consents=some(CONSENTS, 2),
        events_elsewhere=some(EVENTS, 1), flags_elsewhere=some(OTHERS, 1), age=draw(st.sampled_from([None, 12, 41])),
        needling_authorised=draw(st.sampled_from([True, True, False])),
    )  # fmt: skip


RECORDS = records()
