"""Where the needles of an episode went: the body chart in heat, period by period, with change per muscle."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from patients.selectors import banner_of, episodes_for
from practice import selectors as practice
from practice.access import Permission
from practice.body_chart import body_chart
from practice.body_views import BodyChart, Shown
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, page
from progress import selectors
from progress.rules import heat
from progress.rules.heat import Told
from progress.rules.period import Period
from progress.selectors.muscles import episode_muscles
from progress.selectors.needled import comparable, muscle_rows, with_needles
from progress.selectors.timeline import needled_in


@page(Permission.CHART_VIEW)
def needled(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The whole course, or one period of it (`?period=2` is the second one)."""
    row = open_or_404(request, episodes_for(request.actor), pk=pk)
    told = with_needles(needled_in(row))
    periods = heat.periods_of(one.on for one in told)
    at = _asked(request.GET.get("period", ""), len(periods))
    helped = episode_muscles(row, selectors.episode_facts(row, request.clinic))
    period = periods[at - 1] if at else None
    parts = comparable(helped)
    return render(request, "progress/needled.html", {
        "episode": row, "banner": banner_of(row.patient, row, practice.today_in(request.clinic)),
        "periods": periods, "at": at, "period": period, "earlier": at - 1 if at > 1 else 0,
        "later": at + 1 if 0 < at < len(periods) else 0, "helped": helped,
        "rows": muscle_rows(told, period, parts["compared"]), **parts, **heat_of(told, period, periods),
    })  # fmt: skip


def heat_of(told: Sequence[Told], period: Period | None, periods: Sequence[Period]) -> dict[str, Any]:
    """The chart with its counts in heat, and the legend: the least and the most that each step stands for.

    Periods share one scale, so that two of them can be compared; the whole course has its own.
    """
    counts = heat.counted(told, period)
    most = heat.most_in(told, periods) if period else max(counts.values(), default=0)
    shown = (_shown(place, count, most) for place, count in counts.items())
    legend: dict[int, list[int]] = {}
    for count in range(1, most + 1):
        legend.setdefault(heat.heat(count, most), []).append(count)
    steps = [{"heat": step, "least": found[0], "most": found[-1]} for step, found in legend.items()]
    return {"needled": needled_chart(shown), "steps": steps}


def needled_chart(shown: Any) -> BodyChart:
    """Only the pictures that show something, no count over another."""
    return body_chart().with_shown(shown).only_chosen().apart()


def _shown(place: tuple[str, str], count: int, most: int) -> Shown:
    said = f"{count} session{'' if count == 1 else 's'}"
    return Shown(*place, sign=str(count), said=said, heat=heat.heat(count, most))


def _asked(typed: str, number: int) -> int:
    """The number of a period that there is; 0 for the whole course."""
    if not typed:
        return 0
    if not typed.isdecimal() or not 1 <= int(typed) <= number:
        raise Http404
    return int(typed)
