"""Loads worked cases into a clinic and prints, as one JSON object, case key → episode id."""

import json
from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practice import scoping, selectors
from practice.access import Actor, Role
from practice.models import Clinic, Credential, Membership, User
from progress import services


class Command(BaseCommand):
    """load_case FILE… [--clinic SLUG]."""

    help = "Load cases of the form of cases.json into a clinic; prints case key → episode id as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files, and the clinic by its short name."""
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--clinic", help="short name of the clinic; the first one when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """All cases or none."""
        clinic = self._clinic(options["clinic"])
        cases = [case for path in options["files"] for case in self._cases(path)]
        with scoping.clinic_in_force(clinic.pk):
            loaded = {case["id"]: str(load(case, clinic).pk) for case in cases}
        self.stdout.write(json.dumps(loaded))

    def _clinic(self, slug: str | None) -> Clinic:
        found = Clinic.objects.order_by("created_at", "slug")
        clinic = (found.filter(slug=slug) if slug else found).first()
        if clinic is None:
            raise CommandError("There is no such clinic. `manage.py demo` makes two; --clinic takes a short name.")
        return clinic

    def _cases(self, path: Path) -> list[dict[str, Any]]:
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            return list(content["cases"] if isinstance(content, dict) else content)
        except (OSError, ValueError, KeyError) as problem:
            raise CommandError(f"{path} cannot be read as cases: {problem}") from None


def load(case: dict[str, Any], clinic: Clinic) -> Any:
    """One case, by the therapist it names."""
    therapist = _therapist(case, clinic)
    actor = Actor(clinic.pk, therapist.pk, therapist.user_id, frozenset({Role.THERAPIST}), therapist.name)
    return services.load_case(actor=actor, case=case, clinic=clinic, therapist=therapist)


def _therapist(case: dict[str, Any], clinic: Clinic) -> Membership:
    """A synthetic member without a sign-in; one who may needle in the clinic's state, and one who may not."""
    authorised = bool(case["clinician"]["needling_authorised"])
    name = "Synthetic Clinician" if authorised else "Synthetic Clinician without authority"
    email = f"{'synthetic' if authorised else 'unauthorised'}.clinician@{clinic.slug}.example"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, None, name=name)
    found = Membership.objects.filter(user=user).first()
    return found or _new_therapist(user, clinic, authorised=authorised)


def _new_therapist(user: User, clinic: Clinic, *, authorised: bool) -> Membership:
    member: Membership = Membership.objects.create(user=user, roles=[Role.THERAPIST], name=user.name, suffix="PT")
    kinds = [Credential.Kind.LICENCE, Credential.Kind.NEEDLING] if authorised else [Credential.Kind.LICENCE]
    today = selectors.today_in(clinic)
    for kind in kinds:
        Credential.objects.create(
            membership=member, kind=kind, jurisdiction=clinic.jurisdiction, number=f"SYN-{kind}".upper()[:40],
            issued_on=date(2015, 1, 1), expires_on=today + timedelta(days=5 * 365),
        )  # fmt: skip
    return member
