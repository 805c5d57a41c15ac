"""Whose a thing to do is, where who it was of has left the clinic.

Source: project choice, as for drafts (docs/adr/0027): it goes to who leads the care; where that one has left too, to
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
    active: bool


@dataclass(frozen=True, slots=True)
class Whose:
    """Who does it; `left` is the name of who would have and is here no more, `nobody` says that the managers decide."""

    pk: UUID
    name: str
    left: str = ""
    nobody: bool = False

    def marked(self, text: str) -> str:
        """The words of the work, with who has left."""
        if not self.left:
            return text
        return f"{text}; {self.left} has left the clinic" + (", name another therapist" if self.nobody else "")


def whose(first: Member, others: Iterable[Member] = ()) -> Whose:
    """The first of these who works here still; where none does it stays with the first, and nobody does it yet."""
    if first.active:
        return Whose(first.pk, first.name)
    here = next((other for other in others if other.active), None)
    if here is None:
        return Whose(first.pk, first.name, left=first.name, nobody=True)
    return Whose(here.pk, here.name, left=first.name)
