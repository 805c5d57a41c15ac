"""The ends of a number, with the words for what lies outside."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator


def within(low: Decimal | int, high: int) -> list[MinValueValidator | MaxValueValidator]:
    """The validators of a number with both ends, read by forms and the API alike."""
    return [
        MinValueValidator(low, f"Enter at least {low}."),
        MaxValueValidator(high, f"Enter at most {high}."),
    ]
