"""Forms of the sessions pages: shapes only, they never save."""

from sessions.forms.after import AdverseEventForm, CallBackForm, CheckInForm, FollowUpForm, ToldForm
from sessions.forms.choices import PHRASES
from sessions.forms.session import AddendumForm, CosignForm, SessionForm, SignForm
from sessions.forms.targets import EventRows, TargetRows
from sessions.forms.visits import VisitForm

__all__ = [
    "PHRASES",
    "AddendumForm",
    "AdverseEventForm",
    "CallBackForm",
    "CheckInForm",
    "CosignForm",
    "EventRows",
    "FollowUpForm",
    "SessionForm",
    "SignForm",
    "TargetRows",
    "ToldForm",
    "VisitForm",
]
