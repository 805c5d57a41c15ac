"""Questions that a lower app asks and higher ones answer: apps look down alone, so whoever knows says that they do.

What follows an action is told otherwise (`practice.actions.after`): it is named by its verb, and sent after commit.
"""

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class Question(Generic[Asked, Answer]):
    """One question, with everybody who answers it; asked while nobody does, it has no answers."""

    def __init__(self) -> None:
        self._answering: list[Callable[Asked, Answer]] = []

    def answered_by(self, knows: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        """Mark a function of a higher app that answers."""
        self._answering.append(knows)
        return knows

    def ask(self, *args: Asked.args, **kwargs: Asked.kwargs) -> list[Answer]:
        """Every answer, in the order in which the apps were loaded."""
        return [knows(*args, **kwargs) for knows in self._answering]
