"""Care is on hold as long as something open holds it, whatever is written, and no assistant ends a hold."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.models import EpisodeOfCare
from patients.selectors.banner import locks_on
from patients.selectors.safety import safety_of
from tests.factories import patients
from tests.factories.sessions import treatable_episode

ABSENT = {"outcome": "no_show", "rescreen": None, "minutes": None, "response": "", "interventions": [], "education": []}
FLAGS = ("neuro", "older")
SLOW = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def found(*flags):
    return {"changes": bool(flags), "positive": list(flags)}


class Record:
    """What members write about one patient through the API; what is refused changes nothing."""

    def __init__(self, programs, episode):
        self.programs, self.episode, self.visits, self.events = programs, episode, [], []

    def write(self, member, step, at, flag):
        self.program = self.programs[member]
        answer = getattr(self, step)(at, flag)
        assert answer is None or answer.status_code < 500

    def _post(self, path, made, **told):
        answer = self.program.post(path, {"episode": str(self.episode.pk), **told})
        if answer.status_code == 201:
            made.append(answer.json()["id"])
        return answer

    def visit(self, at, flag):
        told = {"occurred_at": patients.lately(), "outcome": "held", "reason": "Unwell.", "rescreen": found(flag)}
        return self._post("visits/", self.visits, **told)

    def event(self, at, flag):
        return self._post("adverse-events/", self.events, key="pneumothorax")

    def clear(self, at, flag):
        told = {"given_by": "Dr. Ola", "given_on": str(patients.today(self.cast)), "reason": "Seen."}
        return self._post("clearances/", [], item=[*FLAGS, "pneumothorax"][at], **told)

    def _change(self, made, at, path, **told):
        return self.program.patch(f"{path}/{made[at % len(made)]}/", told, HTTP_IF_MATCH="*") if made else None

    def take_out(self, at, flag):
        return self._change(self.visits, at, "visits", rescreen=found())

    def flag_again(self, at, flag):
        return self._change(self.visits, at, "visits", rescreen=found(*FLAGS))

    def absent(self, at, flag):
        return self._change(self.visits, at, "visits", **ABSENT)

    def move(self, at, flag):
        earlier = (timezone.now() - timedelta(days=2)).isoformat()
        return self._change(self.visits, at, "visits", occurred_at=earlier)

    def move_event(self, at, flag):
        return self._change(
            self.events, at, "adverse-events", occurred_at=(timezone.now() - timedelta(days=2)).isoformat()
        )

    def rule_out(self, at, flag):
        return self._change(self.events, at, "adverse-events", state="ruled_out", description="The film shows none.")

    def discard(self, at, flag):
        if not self.visits:
            return None
        return self.program.post(f"visits/{self.visits[at % len(self.visits)]}/discard/", {}, HTTP_IF_MATCH="*")

    def standing(self):
        day = patients.today(self.cast)
        return {*safety_of(self.episode, day).open_red_flags, *(["event"] if locks_on(self.episode, day) else [])}

    def state(self):
        return EpisodeOfCare.objects.get(pk=self.episode.pk).state


STEPS = (
    "visit", "event", "clear", "take_out", "flag_again", "absent", "move", "move_event", "rule_out", "discard",
)  # fmt: skip
WRITES = st.tuples(st.sampled_from(STEPS), st.integers(0, 2), st.sampled_from(FLAGS))


@pytest.fixture
def record(cast, api):
    made = Record({name: api(name) for name in ("ana", "ida")}, treatable_episode(cast))
    made.cast = cast
    return made


@given(writes=st.lists(st.tuples(st.sampled_from(["ana", "ida"]), WRITES), max_size=7))
@settings(max_examples=12, **SLOW)
def test_care_is_on_hold_exactly_while_something_open_holds_it(record, writes):
    record.visits, record.events = [], []
    with transaction.atomic():
        for member, write in writes:
            record.write(member, *write)
            assert (record.state() == "on_hold") is bool(record.standing()), (member, write)
        transaction.set_rollback(True)


@given(before=st.lists(WRITES, min_size=1, max_size=4), writes=st.lists(WRITES, max_size=6))
@settings(max_examples=12, **SLOW)
def test_who_may_not_clear_ends_no_hold_by_any_sequence_of_writes(record, before, writes):
    record.visits, record.events = [], []
    with transaction.atomic():
        for write in before:
            record.write("ana", *write)
        held, state = record.standing(), record.state()
        for write in writes:
            record.write("ida", *write)
            assert held <= record.standing(), write
            assert state in ("plan_active", record.state()), write
        transaction.set_rollback(True)
