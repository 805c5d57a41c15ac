"""Where the needles of an episode went, as a small body chart."""

from collections.abc import Iterable
from uuid import UUID

from practice.body_chart import body_chart
from practice.body_views import SIDES, BodyChart, Shown
from progress.selectors.timeline import Needled


def needled_chart(rows: Iterable[Needled]) -> BodyChart:
    """The pictures that show something: in each mark the number of sessions in which that muscle was needled."""
    found: dict[tuple[str, str], set[UUID]] = {}
    for row in rows:
        for side in (SIDES if row.side == "bilateral" else (row.side,)) if row.needles_in else ():
            found.setdefault((row.muscle, side), set()).add(row.session_id)
    return body_chart().with_shown(_shown(place, len(sessions)) for place, sessions in found.items()).only_chosen()


def _shown(place: tuple[str, str], count: int) -> Shown:
    return Shown(*place, sign=str(count), said=f"{count} session{'' if count == 1 else 's'}")
