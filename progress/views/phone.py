"""The phone's shell: a page without any record, and the worker that serves it where there is no network."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from plans.forms import DiaryForm
from plans.models import AdherenceDay
from practice.access import Permission
from practice.doors.pages import ClinicRequest, page
from progress.views import workers
from sessions.forms import CheckInForm
from sessions.selectors.check_ins import advice_at_once


@require_GET
@page(Permission.OWN_RECORD)
def kept(request: ClinicRequest) -> HttpResponse:
    """What waits on the phone, and, without network, every page of the patient: the browser fills it in."""
    diary, check_in = DiaryForm(initial={"headache": "true"}), CheckInForm(open_hours=[], offered=[])
    asked = [field for field in check_in.visible_fields() if field.name != "hours_after"]
    reasons = [choice for choice in AdherenceDay.Reason.choices if choice[0]]
    context = {"diary": diary, "check_in": asked, "reasons": reasons, "advice": advice_at_once()}
    return render(request, "progress/kept.html", context)


@require_GET
@page(Permission.OWN_RECORD)
def worker(_: ClinicRequest) -> HttpResponse:
    """The service worker of the patient's pages."""
    return workers.answer_of(workers.PHONE)
