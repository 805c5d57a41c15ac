"""Whose a thing to do is, where who it was of treats here no more: has left, or is no therapist any more.

Source: project choice (docs/adr/0027, of drafts): it goes to who leads the care; where that one is gone too, to
the managers, who name another therapist.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class Member(Protocol):
    """What is asked of a member of the clinic."""

    pk: UUID
    name: str

    @property
    def gone(self) -> str:
        """Why the member treats and signs no more, in words that follow the name; '' for those who do."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Who does it; `left` says who would have and why not, `nobody` that the managers decide."""

    pk: UUID
    name: str
    left: str = ""
    nobody: bool = False

    def marked(self, text: str) -> str:
        """The words of the work, with who is gone."""
        if not self.left:
            return text
        return f"{text}; {self.left}" + (", name another therapist" if self.nobody else "")


def whose(first: Member, others: Iterable[Member] = ()) -> Whose:
    """The first of these who treats here still; where none does it stays with the first, and nobody does it yet."""
    if not first.gone:
        return Whose(first.pk, first.name)
    left, here = f"{first.name} {first.gone}", next((other for other in others if not other.gone), None)
    if here is None:
        return Whose(first.pk, first.name, left=left, nobody=True)
    return Whose(here.pk, here.name, left=left)
