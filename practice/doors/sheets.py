"""Rows as a file for a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"  # spreadsheets read UTF-8 only with it


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A CSV file to keep, stored by no cache; no cell can be read as a formula."""
    text = StringIO()
    sheet = csv.writer(text)
    sheet.writerow(head)
    sheet.writerows([_harmless(cell) for cell in row] for row in rows)
    answer = HttpResponse(MARK + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
