"""Builds small episodes for the truth tables of progress."""

from datetime import date, timedelta

from patients.rules.consent import ConsentFacts
from progress.rules.facts import EpisodeFacts, EventFacts, PlanFacts, ScreeningFacts, TargetFacts, VisitFacts
from progress.rules.series import points

FIRST = date(2026, 3, 2)
TTH = "tension_type_headache"


def day(number):
    """The given number of days after the first visit."""
    return FIRST + timedelta(days=number)


def visit(after=0, **facts):
    return VisitFacts(on=day(after), **facts)


def needling(*targets):
    return tuple(
        TargetFacts(muscle=muscle, side=side, needles_in=into, needles_out=out) for muscle, side, into, out in targets
    )


ONE_TARGET = needling(("trapezius_upper", "left", 2, 2))


def event(key, grade="moderate", after=0):
    """Something that went wrong the given number of days after the first visit."""
    return EventFacts(key=key, grade=grade, on=day(after))


def episode(*visits, **facts):
    """A tension-type headache episode with everything in order, unless said otherwise."""
    usual = {
        "group": TTH,
        "visits": visits,
        "screenings": (ScreeningFacts(on=FIRST),),
        "consents": (ConsentFacts(signed_on=FIRST),),
        "plan": PlanFacts(start=FIRST, duration_weeks=8),
        "age": 41,
        "acute_med_class": "simple",
    }
    return EpisodeFacts(**(usual | facts))


def series(*values, measure="nprs_average", every=7):
    """Points of one measure, one visit every so many days; None is a missing value."""
    visits = [visit(number * every, measures={measure: value}) for number, value in enumerate(values)]
    return points(visits, measure)
