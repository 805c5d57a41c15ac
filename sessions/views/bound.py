"""The page of a draft: its three forms together."""

from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.utils import timezone

from practice.body_chart import chart_to_choose_from
from practice.doors.pages import ClinicRequest, status_of
from sessions import forms
from sessions.forms.session import MEASURED
from sessions.models import NeedlingSession
from sessions.rules.recording import IN_THE_CLINIC
from sessions.selectors.provenance import provenance_of
from sessions.selectors.sessions import copied_targets, hazards, standing_events, targets_of
from sessions.views import frames

TIMER_ALERTS = (5, 10, 15, 20)  # minutes that the timer of a muscle offers to tell

PLANNED = {True: "As booked", False: "Usual length"}


class Bound:
    """The three forms of the page together: the session, its targets, and what went wrong."""

    def __init__(
        self, request: ClinicRequest, session: NeedlingSession | None, copied: NeedlingSession | None = None,
        planned: tuple[int, bool] = (0, False),
    ) -> None:  # fmt: skip
        self.session, sent = session, frames.sent(request)
        now = timezone.localtime().replace(second=0, microsecond=0)
        minutes, booked = planned
        started = {"occurred_at": now, "location": IN_THE_CLINIC, "minutes": minutes or None}
        started |= {"position": copied.position} if copied else {}
        initial = frames.initial_of(session) if session else started
        targets = [frames.target_initial(row) for row in targets_of(session)] if session else copied_targets(copied)
        standing = standing_events(session) if session else []
        events = [frames.event_initial(row) for row in standing]
        therapist = session.visit.therapist_id if session else request.actor.membership_id
        self.form = forms.SessionForm(sent, initial=initial, therapist=therapist)
        if copied and copied.position:
            self.form.fields["position"].widget.attrs["data-prefilled"] = "From last time"
        if minutes and session is None:
            self.form.fields["minutes"].widget.attrs["data-prefilled"] = PLANNED[booked]
        self.targets: Any = forms.TargetRows(sent, initial=targets, prefix="targets")
        self.events: Any = forms.EventRows(sent, initial=events, prefix="events")
        self.targets.extra = 0 if targets else 1
        for form, event in zip(self.events.forms, standing, strict=False):
            form.came_from = frames.answer_behind(event)

    def offer_supervisor(self, found: UUID | None) -> None:
        """Whom the therapist's last note named is chosen already, and looks so."""
        if found:
            self.form.initial["supervisor"] = found
            self.form.fields["supervisor"].widget.attrs["data-prefilled"] = "From your last note"

    def is_valid(self) -> bool:
        """Whether something was sent, and all of it has the right shape."""
        if not self.form.is_bound:
            return False
        return all([self.form.is_valid(), self.targets.is_valid(), self.events.is_valid()])

    @property
    def version(self) -> int:
        """The version that was read; a page without one is stale."""
        told: int | None = self.form.cleaned_data["version"]
        return told or 0

    def typed(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        kept = frames.hidden_measurements(self.session.visit, MEASURED) if self.session else []
        answered = self.form.cleaned_data["events_answer"]
        events = {"none": [], "listed": self.events.typed()}.get(answered)
        return {**self.form.typed(kept), "targets": self.targets.typed(), "adverse_events": events}

    def status(self) -> int:
        """409 when somebody else changed the draft meanwhile, 400 for what was typed."""
        return status_of(self.form, self.targets, self.events)

    def context(self) -> dict[str, Any]:
        """The forms with the version that was read, and the risks of every muscle for the page's script.

        A refused form keeps the version that it was read with: sending it again cannot overwrite a colleague.
        """
        stored = targets_of(self.session) if self.session else []
        copied, told = provenance_of(stored), [target.pk for target in stored]
        rows = [
            {"form": form, **frames.hazard_in(form), **frames.provenance_words(copied.get(pk))}
            for form, pk in zip_longest(self.targets, told[: len(self.targets.forms)])
        ]
        version = self.form["version"].value()
        return {
            "version": version,
            "form": self.form,
            "targets": self.targets,
            "rows": rows,
            "events": self.events,
            "chart": chart_to_choose_from().with_chosen(form.place for form in self.targets.forms),
            "hazards": hazards(),
            "phrases": forms.PHRASES,
            "timer_alerts": TIMER_ALERTS,
            "without_htmx": True,  # the screen speaks with the API itself
        }
