"""Opening a chart: a read that leaves its row in the trail."""

from patients.models import Patient
from practice.access import Actor, Permission
from practice.actions import action


@action(needs=Permission.CHART_VIEW, logs="chart.opened")
def open_chart(*, actor: Actor, patient: Patient) -> Patient:
    """Changes nothing; who looked at whose chart is part of the record."""
    return patient
