"""The rows that the work is done on: one clinic with a therapist, and a worked case with all its visits."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from patients.models import EpisodeOfCare
from practice import scoping, selectors
from practice.access import Actor, Role
from practice.models import Clinic, Credential, Membership, User
from progress.services.cases import load_case
from progress.services.demo import moved_by

CASE, EMAIL, PASSWORD = "SYN-01", "therapist@bench.example", "needle-bench-2026"


@dataclass(frozen=True, slots=True)
class Practice:
    """Where the work is done, by whom, and for which course of care."""

    clinic: Clinic
    actor: Actor
    episode: EpisodeOfCare


def made() -> Practice:
    """Migrate the database and fill it."""
    call_command("migrate", verbosity=0, interactive=False)
    clinic = Clinic.objects.create(slug="bench", name="Bench Physical Therapy", jurisdiction="WA")
    with scoping.clinic_in_force(clinic.pk):
        therapist = _therapist(clinic)
        actor = selectors.actor_of(therapist)
        return Practice(clinic, actor, load_case(actor=actor, case=_case(), clinic=clinic, therapist=therapist))


def _therapist(clinic: Clinic) -> Membership:
    user = User.objects.create_user(EMAIL, PASSWORD, name="Robin Therapist (synthetic)")
    member: Membership = Membership.objects.create(user=user, roles=[Role.THERAPIST], name=user.name, suffix="PT, DPT")
    today = timezone.now().date()
    for kind in (Credential.Kind.LICENCE, Credential.Kind.NEEDLING):
        Credential.objects.create(
            membership=member, kind=kind, jurisdiction=clinic.jurisdiction, number=f"SYN-{kind}",
            issued_on=today - timedelta(days=999), expires_on=today + timedelta(days=99),
        )  # fmt: skip
    return member


def _case() -> dict[str, object]:
    """The worked case, moved in time so that its last visit was yesterday."""
    told = json.loads(Path(settings.BASE_DIR, "progress/reference/cases.json").read_text(encoding="utf-8"))
    case = next(case for case in told["cases"] if case["id"] == CASE)
    passed = timezone.now().date() - date.fromisoformat(case["visits"][-1]["date"])
    moved: dict[str, object] = moved_by(case, passed.days - 1)
    return moved
