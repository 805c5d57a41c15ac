"""The operator's read-only lists of the sessions app."""

from django.contrib import admin

from practice.admin import ReadOnlyAdmin
from sessions.models import AdverseEvent, CheckIn, NeedlingSession, Target

admin.site.register([NeedlingSession, Target, CheckIn, AdverseEvent], ReadOnlyAdmin)
