"""How appointments look: their state as icon and word, and the step that is next."""

from collections.abc import Mapping
from typing import Final

from django import template
from django.utils.safestring import SafeString

from patients.models import Appointment
from practice.templatetags.marks import badge

register = template.Library()
State = Appointment.State
LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    State.BOOKED: ("", "calendar"),
    State.WAITING: ("watch", "clock"),
    State.IN_TREATMENT: ("note", "user"),
    State.DONE: ("good", "good"),
    State.CANCELLED: ("", "close"),
    State.NO_SHOW: ("stop", "stop"),
}


@register.simple_tag
def appointment_state(row: Appointment) -> SafeString:
    """The state as icon and word."""
    tone, icon = LOOKS[row.state]
    return SafeString(badge(tone, icon, row.get_state_display()))
