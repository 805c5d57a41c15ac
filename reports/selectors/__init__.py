"""Reads of reports: which ones the actor may see, and the facts that they are made of."""

from reports.selectors.asked import consent_copies, justification_asked, reports_for
from reports.selectors.consent_facts import consent_copy_facts
from reports.selectors.home_programme import home_programme_facts, programme_notices
from reports.selectors.report_facts import progress_report_facts

__all__ = [
    "consent_copies", "consent_copy_facts", "home_programme_facts", "justification_asked", "programme_notices",
    "progress_report_facts", "reports_for",
]  # fmt: skip
