"""Changes that the progress app makes: opening a chart, loading worked cases and the demo clinics."""

from progress.services.cases import load_case
from progress.services.chart import open_chart

__all__ = ["load_case", "open_chart"]
