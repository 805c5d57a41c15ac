"""Reads of reports: which ones the actor may see, and the facts that they are made of."""

from reports.selectors.asked import reports_for
from reports.selectors.report_facts import progress_report_facts

__all__ = ["progress_report_facts", "reports_for"]
