"""The operator's read-only lists of the sessions app."""

from django.contrib import admin

from practice.admin import ReadOnlyAdmin
from sessions.models import AdverseEvent, CheckIn, Cosignature, NeedlingSession, SupervisorChange, Target, VisitNote

admin.site.register(
    [NeedlingSession, Target, VisitNote, Cosignature, SupervisorChange, CheckIn, AdverseEvent], ReadOnlyAdmin
)
