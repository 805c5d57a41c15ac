"""Reports as the operator sees them: listed and opened, never changed."""

from django.contrib import admin

from practice.admin import ReadOnlyAdmin
from reports.models import Report

admin.site.register(Report, ReadOnlyAdmin)
