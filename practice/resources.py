"""Resources of the practice itself: who am I, and the reference data."""

from rest_framework.request import Request
from rest_framework.response import Response

from practice import selectors
from practice.doors.api import ClinicViewSet
from practice.doors.shapes import ModelShape
from practice.models import Membership


class MembershipShape(ModelShape):
    """A membership."""

    class Meta:
        model = Membership
        fields = ("id", "name", "suffix", "roles")


class Me(ClinicViewSet):
    """Who is signed in, in which clinic, and what they may do."""

    needs = {"list": ()}
    serializer_class = MembershipShape
    pagination_class = None
    filter_backends = ()

    def list(self, request: Request) -> Response:
        """The user, the membership, its roles and permissions, and the clinic."""
        actor, clinic = self.actor, selectors.clinic()
        return Response(
            {
                "user": {"id": actor.user_id, "email": request.user.email, "name": request.user.name},
                "membership": actor.membership_id,
                "patient": actor.patient_id,
                "roles": sorted(actor.roles),
                "permissions": sorted(actor.permissions),
                "clinic": {"id": clinic.pk, "slug": clinic.slug, "name": clinic.name, "timezone": clinic.timezone},
            }
        )


RESOURCES = [("me", Me, "me")]
