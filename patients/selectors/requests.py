"""Requests for an appointment: those of the clinic, whom they may be from, and which clinic takes any."""

from django.db.models import Q, QuerySet

from patients.models import AppointmentRequest, Patient
from patients.selectors.people import named, same_word
from practice import access
from practice.access import Actor, Permission
from practice.models import Clinic

MOST = 5


def requests_for(actor: Actor) -> "QuerySet[AppointmentRequest]":
    """The clinic's requests, for those who answer them."""
    access.require(actor, Permission.REQUEST_ANSWER)
    rows: QuerySet[AppointmentRequest] = AppointmentRequest.objects.select_related("answered_by", "appointment")
    return rows


def new_requests(actor: Actor) -> list[AppointmentRequest]:
    """Those that wait for an answer, the oldest first."""
    return list(requests_for(actor).filter(state=AppointmentRequest.State.NEW).order_by("pk")[:MOST])


def maybe_from(request: AppointmentRequest) -> list[Patient]:
    """Patients with the same telephone, e-mail address or name: whom the request may be from."""
    same = Q(pk__in=[])
    if request.phone:
        same |= Q(phone=request.phone)
    if request.email:
        same |= Q(email__iexact=request.email)
    rows = Patient.objects.filter(same | named(" ".join(request.name.split()[:6]), same_word))
    return list(rows.order_by("search_name", "pk")[:MOST])


def clinic_that_takes_requests(slug: str) -> Clinic | None:
    """The clinic behind its public name, when it has opened its page; asked before a clinic is in force."""
    return Clinic.objects.filter(slug=slug, takes_requests=True).first()
