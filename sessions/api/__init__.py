"""Resources of the sessions app."""

from sessions.api.absences import Absences
from sessions.api.adverse_events import AdverseEvents
from sessions.api.check_ins import CheckIns
from sessions.api.sessions import Sessions
from sessions.api.treatments import NextSession, TreatmentDay
from sessions.api.visits import Visits

RESOURCES = [
    ("sessions", Sessions, "session"),
    ("visits", Visits, "visit"),
    ("absences", Absences, "absence"),
    ("check-ins", CheckIns, "check_in"),
    ("adverse-events", AdverseEvents, "adverse_event"),
    ("treatment-day", TreatmentDay, "treatment-day"),
    ("episodes/<uuid:episode>/next-session", NextSession, "next-session"),
]
