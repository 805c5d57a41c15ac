"""Days and moments as people type them: as the product shows them (6 Oct 1985), as 1985-10-06, and as 10/6/1985.

Every form and filter reads them in these ways, and the search for people too (`practice.days`);
`static/js/days.js` does alike.
"""

from itertools import product

from django.conf.locale.en.formats import DATE_INPUT_FORMATS  # type: ignore[import-untyped]

__all__ = ["DATETIME_INPUT_FORMATS", "DATE_INPUT_FORMATS"]
TIMES = (" %H:%M", ", %H:%M", " %H:%M:%S")
DATETIME_INPUT_FORMATS = [day + time for day, time in product(DATE_INPUT_FORMATS, TIMES)]
