"""How many of something, in words: the one place where a noun gets its plural."""

from decimal import Decimal


def counted(number: float | Decimal, noun: str, plural: str = "") -> str:
    """'1 visit', '2 visits', '0.5 visits'; `plural` where it is not the noun with an s."""
    said = noun if number == 1 else plural or f"{noun}s"
    return f"{int(number) if number == int(number) else float(number)} {said}"
