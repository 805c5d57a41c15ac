"""Forms of the sessions pages: shapes only, they never save."""

from sessions.forms.after import AdverseEventForm, CallBackForm, CheckInForm, FollowUpForm, ToldForm
from sessions.forms.choices import PHRASES
from sessions.forms.session import AddendumForm, CosignForm, HoldForm, SessionForm, SignForm, SupervisorForm
from sessions.forms.targets import EventRows, TargetRows
from sessions.forms.visits import AbsenceForm, VisitForm

__all__ = [
    "PHRASES",
    "AbsenceForm",
    "AddendumForm",
    "AdverseEventForm",
    "CallBackForm",
    "CheckInForm",
    "CosignForm",
    "EventRows",
    "FollowUpForm",
    "HoldForm",
    "SessionForm",
    "SignForm",
    "SupervisorForm",
    "TargetRows",
    "ToldForm",
    "VisitForm",
]
