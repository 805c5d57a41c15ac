"""The clinic's people and their credentials."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from practice import forms, selectors, services
from practice.access import Permission, require_own_membership
from practice.doors.documents import document_of
from practice.doors.pages import ClinicRequest, attempt, page, status_of, version_read, version_sent
from practice.models import Membership
from practice.rules import LAST_MANAGER


@require_GET
@page(Permission.CLINIC_VIEW)
def people(request: ClinicRequest) -> HttpResponse:
    """Everybody who works or worked here, with the state of their credentials."""
    today = selectors.today_in(request.clinic)
    found = selectors.staff_with_credentials(today)
    return render(request, "practice/people.html", {"people": found, "tab": "people"})


@require_http_methods(["GET", "POST"])
@page(Permission.CLINIC_MANAGE)
def invite(request: ClinicRequest) -> HttpResponse:
    """Invite somebody to work here."""
    form = forms.InvitationForm(request.POST or None)
    if form.is_valid():
        member = attempt(form, services.invite_member, actor=request.actor, **form.cleaned_data)
        if member:
            messages.success(request, "The invitation is on its way.")
            return redirect("practice:member", member.pk)
    return render(request, "practice/invite.html", {"form": form}, status=status_of(form))


@require_GET
@page(Permission.CLINIC_VIEW, Permission.OWN_CREDENTIALS)
def member(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """One person: roles and credentials; to whoever may not see the clinic, the own ones."""
    found = get_object_or_404(selectors.members(), pk=pk)
    require_own_membership(request.actor, Permission.CLINIC_VIEW, found.pk)
    return render(request, "practice/member.html", {
        "member": found, "credentials": selectors.credentials_of(found, selectors.today_in(request.clinic)),
        "tab": "people", "stays": LAST_MANAGER if selectors.is_last_manager(found) else "",
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Permission.CLINIC_MANAGE)
def edit_member(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Change a person's name and roles."""
    found = get_object_or_404(selectors.staff(), pk=pk)
    form = forms.MemberForm(request.POST or None, instance=found)
    if form.is_valid():
        typed = {"actor": request.actor, "membership": found, **form.cleaned_data}
        if attempt(form, services.change_member, if_version=version_sent(request), **typed):
            return redirect("practice:member", pk)
    context = {"form": form, "member": found, "version": version_read(request, found)}
    return render(request, "practice/edit_member.html", context, status=status_of(form))


@require_POST
@page(Permission.CLINIC_MANAGE)
def invite_again(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Send the invitation again."""
    return _done(request, pk, services.invite_again, "The invitation is on its way.")


@require_POST
@page(Permission.CLINIC_MANAGE)
def deactivate(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """End a person's access."""
    return _done(request, pk, services.deactivate_member, "Access ended.")


@require_POST
@page(Permission.CLINIC_MANAGE)
def reactivate(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Give a person's access back."""
    return _done(request, pk, services.reactivate_member, "Access given back.")


def _done(request: ClinicRequest, pk: UUID, service: Callable[..., Any], words: str) -> HttpResponse:
    found: Membership = get_object_or_404(selectors.members(), pk=pk)
    service(actor=request.actor, membership=found)
    messages.success(request, words)
    return redirect("practice:member", pk)


@require_http_methods(["GET", "POST"])
@page(Permission.CLINIC_MANAGE)
def add_credential(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Add a credential of a person."""
    found = get_object_or_404(selectors.staff(), pk=pk)
    form = forms.CredentialForm(request.POST or None, initial={"jurisdiction": request.clinic.jurisdiction})
    if form.is_valid():
        typed = {"actor": request.actor, "membership": found, **form.cleaned_data}
        if attempt(form, services.add_credential, **typed):
            return redirect("practice:member", pk)
    return render(request, "practice/credential.html", {"form": form, "member": found}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.CLINIC_MANAGE)
def edit_credential(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Change a credential."""
    found = get_object_or_404(selectors.credentials(), pk=pk)
    form = forms.CredentialForm(request.POST or None, instance=found)
    if form.is_valid():
        typed = {"actor": request.actor, "credential": found, **form.cleaned_data}
        if attempt(form, services.change_credential, if_version=version_sent(request), **typed):
            return redirect("practice:member", found.membership_id)
    context = {"form": form, "member": found.membership, "version": version_read(request, found)}
    return render(request, "practice/credential.html", context, status=status_of(form))


@require_GET
@page(Permission.CLINIC_VIEW, Permission.OWN_CREDENTIALS)
def document(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The document of a credential, for its member and the managers."""
    found = get_object_or_404(selectors.credentials(), pk=pk)
    return document_of(actor=request.actor, credential=found)


@require_http_methods(["GET", "POST"])
@page(Permission.CLINIC_VIEW, Permission.OWN_CREDENTIALS)
def keep_document(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Upload the document of a credential: one's own, or as a manager anybody's."""
    found = get_object_or_404(selectors.credentials(), pk=pk)
    require_own_membership(request.actor, Permission.CLINIC_MANAGE, found.membership_id)
    form = forms.DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        typed = {"actor": request.actor, "credential": found, "content": form.cleaned_data["document"]}
        if attempt(form, services.keep_document, **typed):
            messages.success(request, "The document is kept.")
            return redirect("practice:member", found.membership_id)
    context = {"form": form, "credential": found, "member": found.membership}
    return render(request, "practice/document.html", context, status=status_of(form))
