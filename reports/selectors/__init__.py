"""Reads of reports: which ones the actor may see, and the facts that they are made of."""

from reports.selectors.asked import reports_for
from reports.selectors.home_programme import home_programme_facts
from reports.selectors.report_facts import progress_report_facts

__all__ = ["home_programme_facts", "progress_report_facts", "reports_for"]
