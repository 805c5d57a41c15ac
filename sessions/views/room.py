"""What the script of the session's page is told; everything else it asks the API."""

from typing import Any
from uuid import UUID

from django.template.defaultfilters import date
from django.urls import reverse
from django.utils.timezone import localtime

from patients.models import EpisodeOfCare
from practice.doors.pages import ClinicRequest
from sessions.models import NeedlingSession
from sessions.selectors.sessions import copied_targets
from sessions.views import ways
from sessions.views.bound import Bound

TO_BE_NAMED = UUID(int=0)  # stands in the address of a session that the page itself will name


def told(
    request: ClinicRequest, bound: Bound, episode: EpisodeOfCare, session: NeedlingSession | None, *,
    limits: list[dict[str, str]], last: NeedlingSession | None,
) -> dict[str, Any]:  # fmt: skip
    """Which draft this is, where its fields stand in the API, where no needle goes in, and where the page leads.

    `last` is the session before this one: a muscle that was needled in it starts with the settings that it had then.
    """
    return {
        "session": session and session.pk,
        "version": session and session.visit.version,
        "episode": episode.pk,
        "who": episode.patient.full_name,
        "zone": request.clinic.timezone,
        "paths": bound.form.paths,
        "places": ways.places(episode.pk),
        "limits": limits,
        "last": last and _as_copied(last),
        "address": reverse("sessions:detail", args=[TO_BE_NAMED]),
        "back": f"/episodes/{episode.pk}/",
    }


def _as_copied(last: NeedlingSession) -> dict[str, Any]:
    """What a session as last time starts with, and from which day it comes."""
    return {"day": date(localtime(last.visit.occurred_at), "j M"), "targets": copied_targets(last)}
