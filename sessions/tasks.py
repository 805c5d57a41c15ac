"""Background work of the sessions app: a signed session, or a visit without needling, ends its appointment."""

from patients.tasks import finish_appointment
from practice.actions import after

after("session.signed")(finish_appointment)
after("visit.signed")(finish_appointment)
