"""The form by which a draft is handed over."""

from typing import Any

from django import forms

from patients.models import Visit
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.models import Membership


class HandOverForm(forms.Form):
    """Who is to sign, and why: managers choose among the therapists, a therapist takes over."""

    therapist = forms.ModelChoiceField(
        Membership.objects.none(), label="Who completes and signs it", empty_label=None,
        error_messages={
            "required": "Choose who is to sign.",
            "invalid_choice": "Choose a therapist of this clinic who does not sign this note already.",
        },
    )  # fmt: skip
    reason = forms.CharField(
        label="Why somebody else signs", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stands in the note, beside who treated the patient.",
        error_messages={"required": "Say why, in a few words."},
    )  # fmt: skip

    def __init__(self, *args: Any, visit: Visit, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = practice.therapists().exclude(pk=visit.signs_id)
        if not actor.may(Permission.CLINIC_MANAGE):
            rows = rows.filter(pk=actor.membership_id)
        therapist: Any = self.fields["therapist"]
        therapist.queryset = rows
        therapist.label_from_instance = lambda member: member.signature_name
