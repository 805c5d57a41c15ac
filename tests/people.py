"""Always the same cast: Ana, therapist here; Rui, front desk here; Max, manager here; Ida, assistant here;
Pia, patient here; Eva, therapist elsewhere."""

from datetime import date
from typing import Any

from django.test import Client

from patients.models import Patient
from practice import scoping, selectors
from practice.access import Actor, Role
from practice.models import Clinic, Credential, Membership, User

PASSWORD = "needle-test-2026"
ROLES = {
    "ana": Role.THERAPIST,
    "rui": Role.FRONT_DESK,
    "max": Role.MANAGER,
    "ida": Role.ASSISTANT,
    "pia": Role.PATIENT,
    "eva": Role.THERAPIST,
}
STAFF = ("ana", "rui", "max", "ida")


class Cast:
    """The two clinics and everybody in them."""

    def __init__(self, here: Clinic, elsewhere: Clinic, members: dict[str, Membership], patient: Patient) -> None:
        self.here, self.elsewhere, self.members, self.pia = here, elsewhere, members, patient

    def user(self, name: str) -> User:
        return self.members[name].user

    def actor(self, name: str) -> Actor:
        member = self.members[name]
        with scoping.clinic_in_force(member.clinic_id):
            return selectors.actor_of(Membership.objects.get(pk=member.pk))


def make_cast() -> Cast:
    here = Clinic.objects.create(slug="here", name="Here Physical Therapy", jurisdiction="WA")
    elsewhere = Clinic.objects.create(slug="elsewhere", name="Elsewhere Physical Therapy", jurisdiction="CO")
    members = {}
    for name, role in ROLES.items():
        clinic = elsewhere if name == "eva" else here
        with scoping.clinic_in_force(clinic.pk):
            members[name] = _member(name, role, clinic)
    with scoping.clinic_in_force(here.pk):
        patient = Patient.objects.create(
            given_name="Pia", family_name="Person (synthetic)", record_number="T-0001",
            date_of_birth=date(1985, 5, 17), sex="female", membership=members["pia"], search_name="pia person",
        )  # fmt: skip
    return Cast(here, elsewhere, members, patient)


def _member(name: str, role: Role, clinic: Clinic) -> Membership:
    user = User.objects.create_user(f"{name}@example.test", PASSWORD, name=f"{name.title()} (synthetic)")
    member = Membership.objects.create(
        user=user, roles=[role], name=user.name, suffix="PT" if role == "therapist" else ""
    )
    if role == Role.THERAPIST:
        for kind in (Credential.Kind.LICENCE, Credential.Kind.NEEDLING):
            Credential.objects.create(
                membership=member, kind=kind, jurisdiction=clinic.jurisdiction, number=f"SYN-{name}-{kind}",
                issued_on=date(2020, 1, 1), expires_on=date(2030, 1, 1),
            )  # fmt: skip
    return member


class Program(Client):
    """A client of the REST API that signs in as a clinic's own app does."""

    def __init__(self, user: User) -> None:
        super().__init__(raise_request_exception=False)
        answer = super().post(
            "/_allauth/app/v1/auth/login",
            {"email": user.email, "password": PASSWORD},
            content_type="application/json",
        )
        self.defaults["HTTP_AUTHORIZATION"] = f"Bearer {answer.json()['meta']['access_token']}"

    def generic(self, method: str, path: str, data: Any = "", content_type: str = "application/json", **extra: Any):
        """JSON by default, under /api/v1/."""
        address = path if path.startswith("/") else f"/api/v1/{path}"
        return super().generic(method, address, data, content_type, **extra)

    def get(self, path: str, data: Any = None, **extra: Any):
        """GET with a query."""
        address = path if path.startswith("/") else f"/api/v1/{path}"
        return super().get(address, data, **extra)

    def _send(self, method: str, path: str, data: Any, **extra: Any):
        import json

        body = data if isinstance(data, (str, bytes)) else json.dumps(data or {}, default=str)
        return self.generic(method, path, body, **extra)

    def post(self, path: str, data: Any = None, **extra: Any):
        """POST a JSON object."""
        return self._send("POST", path, data, **extra)

    def patch(self, path: str, data: Any = None, **extra: Any):
        """PATCH with a JSON object."""
        return self._send("PATCH", path, data, **extra)

    def put(self, path: str, data: Any = None, **extra: Any):
        """PUT a JSON object."""
        return self._send("PUT", path, data, **extra)
