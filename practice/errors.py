"""What can go wrong, said once: refusals for people, and mistakes of ours."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason why something cannot be done yet: a stable code, plain words, and where to mend it.

    `field` is a path into the JSON of the record, for example `targets[2].needles_out`, or "" for the whole.
    """

    code: str
    message: str
    field: str = ""

    def as_json(self) -> dict[str, str]:
        """The shape that the contract promises: code, message, field."""
        return {"code": self.code, "message": self.message, "field": self.field}


class RuleViolation(Exception):
    """A rule refused: its blockers say what to do, in the user's words.

    `more` are further members of the problem document that programs get, for example the id of what is there already.
    """

    more: Mapping[str, Any] = {}

    def __init__(self, blockers: Iterable[Blocker]) -> None:
        self.blockers = list(blockers)
        super().__init__("; ".join(blocker.code for blocker in self.blockers))

    @classmethod
    def of(cls, code: str, message: str, field: str = "") -> "RuleViolation":
        """A refusal with a single reason."""
        return cls([Blocker(code, message, field)])


class BadInput(RuleViolation):
    """What was sent cannot be stored as it stands: status 400, and the form shows it at the field."""


class NotPermitted(Exception):
    """The actor's roles do not include what this needs: status 403."""


class RecordIsFinal(Exception):
    """A signed record was about to be changed: status 409; the way on is an addendum."""

    def __init__(self, message: str = "This record is signed and does not change. Add an addendum instead.") -> None:
        super().__init__(message)


class StaleVersion(Exception):
    """Somebody else changed the record since it was read: status 412, nothing was stored."""

    def __init__(self, message: str = "Someone changed this record since you opened it. Reload and try again.") -> None:
        super().__init__(message)


class AlreadyThere(Exception):
    """The same id or Idempotency-Key was used before, for other content: status 409."""


class TakenBack(Exception):
    """What an earlier create made was taken back since, so the same create has nothing to answer with: status 410."""

    def __init__(self) -> None:
        super().__init__(
            "This was made before and taken back since. Nothing is stored; to enter it anew, use another id."
        )


class NoClinicInScope(Exception):
    """Clinic data was asked for with no clinic in force: a mistake in our code, never shown as rows."""


class CrossesClinics(Exception):
    """A row was about to point into another clinic."""


def require(
    condition: bool, code: str, message: str, field: str = "", *, kind: type[RuleViolation] = RuleViolation
) -> None:
    """Refuse unless the condition holds."""
    if not condition:
        raise kind.of(code, message, field)


def gather(checks: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """What each check answers, by its name; refuses with all that is wrong at once."""
    answers: dict[str, Any] = {}
    problems: list[Blocker] = []
    for name, check in checks.items():
        try:
            answers[name] = check()
        except BadInput as problem:
            problems += problem.blockers
    if problems:
        raise BadInput(problems)
    return answers


def messages_by_field(blockers: Iterable[Blocker]) -> Mapping[str, list[str]]:
    """Blockers as field → messages, for problem documents and forms; '' is the whole record."""
    found: dict[str, list[str]] = {}
    for blocker in blockers:
        found.setdefault(blocker.field, []).append(blocker.message)
    return found
