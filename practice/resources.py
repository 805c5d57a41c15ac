"""Resources of the practice itself: who am I, the people and credentials, and the catalogues."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_serializer, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from practice import catalogues, documents, fields, filters, selectors, services
from practice.access import P, Role, require_own_membership
from practice.doors import etags
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves, Updates
from practice.doors.documents import document_of
from practice.doors.shapes import InClinic, ModelShape, Shape
from practice.models import Clinic, Credential, Membership

WORK_ROLES = [(role.value, role.label) for role in Role if role is not Role.PATIENT]


class ClinicShape(ModelShape):
    """The clinic in force."""

    class Meta:
        model = Clinic
        fields = ("id", "slug", "name", "timezone", "jurisdiction")


class UserShape(Shape):
    """The account that signed in."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField()


@extend_schema_serializer(many=False)
class MeShape(Shape):
    """Who is signed in, in which clinic, and what they may do."""

    user = UserShape()
    membership = serializers.UUIDField()
    patient = serializers.UUIDField(allow_null=True)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    permissions = serializers.ListField(child=serializers.ChoiceField(choices=P.choices))
    clinic = ClinicShape()


class WorkplaceShape(Shape):
    """A clinic of the user, and the membership to name in Myoplan-Membership to work there."""

    membership = serializers.UUIDField()
    clinic = ClinicShape()


class Me(ClinicViewSet):
    """Who is signed in, in which clinic, and what they may do."""

    needs = {"list": (), "clinics": ()}
    serializer_class = MeShape
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=MeShape, operation_id="me_retrieve")
    def list(self, request: Request) -> Response:
        """The user, the membership, its roles and permissions, and the clinic."""
        actor, user = self.actor, request.user
        return Response(
            {
                "user": {"id": user.pk, "email": user.email, "name": user.name},  # type: ignore[union-attr]
                "membership": actor.membership_id,
                "patient": actor.patient_id,
                "roles": sorted(actor.roles),
                "permissions": sorted(actor.permissions),
                "clinic": ClinicShape(request._request.membership.clinic).data,  # type: ignore[attr-defined]
            }
        )

    @extend_schema(responses=WorkplaceShape(many=True))
    @action(detail=False)
    def clinics(self, request: Request) -> Response:
        """Every clinic in which the user works: send the membership's id as Myoplan-Membership to work there."""
        found = selectors.memberships_of(request.user)  # type: ignore[arg-type]
        return Response([{"membership": m.pk, "clinic": ClinicShape(m.clinic).data} for m in found])


class MembershipShape(ModelShape):
    """Somebody who works or worked in the clinic."""

    roles = serializers.ListField(child=serializers.ChoiceField(choices=WORK_ROLES), allow_empty=False)

    class Meta:
        model = Membership
        fields = ("id", *fields.MEMBER, "active", "created_at", "updated_at")
        read_only_fields = ("active", "created_at", "updated_at")


class InvitationShape(MembershipShape):
    """Somebody new: an e-mail with a link to set a password goes out."""

    email = serializers.EmailField(write_only=True, max_length=254)

    class Meta(MembershipShape.Meta):
        fields = ("id", "email", *fields.INVITED)  # type: ignore[assignment]


@extend_schema_view(create=extend_schema(request=InvitationShape, responses={201: MembershipShape}))
class Memberships(Lists, Retrieves, Creates, Updates, ClinicViewSet):
    """The clinic's people."""

    needs = {
        "list": (P.CLINIC_VIEW, P.PATIENT_VIEW),
        "retrieve": (P.CLINIC_VIEW, P.PATIENT_VIEW),
        "create": (P.CLINIC_MANAGE,),
        "update": (P.CLINIC_MANAGE,),
        "deactivate": (P.CLINIC_MANAGE,),
        "reactivate": (P.CLINIC_MANAGE,),
    }
    serializer_class = MembershipShape
    filterset_class = filters.MembershipFilter

    def rows(self) -> Any:
        """The staff."""
        return selectors.staff()

    def get_serializer_class(self) -> Any:
        """An invitation has an e-mail address besides."""
        return InvitationShape if self.action == "create" else MembershipShape

    def show(self, row: Membership) -> Any:
        """As everywhere, whatever was sent."""
        return MembershipShape(row).data

    def create_row(self, typed: dict[str, Any]) -> Membership:
        """Invite somebody."""
        return services.invite_member(actor=self.actor, **typed)

    def change_row(self, row: Membership, typed: dict[str, Any], if_version: int | None) -> Membership:
        """Change name or roles."""
        return services.change_member(actor=self.actor, membership=row, if_version=if_version, **typed)

    @extend_schema(request=None, responses=MembershipShape)
    @action(detail=True, methods=["post"])
    def deactivate(self, request: Request, pk: Any) -> Response:
        """End the access, at once."""
        version = etags.asked_version(request, required=False)
        row = services.deactivate_member(actor=self.actor, membership=self.get_object(), if_version=version)
        return self.answer(row)

    @extend_schema(request=None, responses=MembershipShape)
    @action(detail=True, methods=["post"])
    def reactivate(self, request: Request, pk: Any) -> Response:
        """Give the access back."""
        version = etags.asked_version(request, required=False)
        row = services.reactivate_member(actor=self.actor, membership=self.get_object(), if_version=version)
        return self.answer(row)


class CredentialShape(ModelShape):
    """A licence or needling authority."""

    membership = InClinic(Membership)

    class Meta:
        model = Credential
        fields = ("id", "membership", *fields.CREDENTIAL, "document_type", "created_at", "updated_at")
        read_only_fields = ("document_type", "created_at", "updated_at")


class DocumentShape(Shape):
    """A scanned document: a PDF, PNG or JPEG of at most 5 MB, sent as a form with a file."""

    document = serializers.FileField(write_only=True)


class Credentials(Lists, Retrieves, Creates, Updates, ClinicViewSet):
    """Licences and needling authorities of the clinic's people."""

    needs = {
        "list": (P.CLINIC_VIEW, P.OWN_CREDENTIALS),
        "retrieve": (P.CLINIC_VIEW, P.OWN_CREDENTIALS),
        "create": (P.CLINIC_MANAGE,),
        "update": (P.CLINIC_MANAGE,),
        "document": (P.CLINIC_VIEW, P.OWN_CREDENTIALS),
    }
    serializer_class = CredentialShape
    filterset_class = filters.CredentialFilter

    def rows(self) -> Any:
        """The credentials; listed to whoever may not see the clinic, the own ones."""
        found = selectors.credentials()
        all_of_them = self.action != "list" or self.actor.may(P.CLINIC_VIEW)
        return found if all_of_them else found.filter(membership_id=self.actor.membership_id)

    def get_object(self) -> Credential:
        """A credential of one's own, or a colleague's for whoever may see the clinic."""
        found: Credential = super().get_object()
        require_own_membership(self.actor, P.CLINIC_VIEW, found.membership_id)
        return found

    def create_row(self, typed: dict[str, Any]) -> Credential:
        """Add a credential."""
        return services.add_credential(actor=self.actor, **typed)

    def change_row(self, row: Credential, typed: dict[str, Any], if_version: int | None) -> Credential:
        """Change a credential; it stays with its member."""
        typed.pop("membership", None)
        return services.change_credential(actor=self.actor, credential=row, if_version=if_version, **typed)

    @extend_schema(methods=["GET"], responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @extend_schema(methods=["POST"], request={"multipart/form-data": DocumentShape}, responses=CredentialShape)
    @action(
        detail=True, methods=["get", "post"], filterset_class=None, pagination_class=None,
        parser_classes=[MultiPartParser],
    )  # fmt: skip
    def document(self, request: Request, pk: Any) -> Any:
        """The scanned document, for its member and the managers."""
        row = get_object_or_404(self.rows(), pk=pk)
        if request.method == "GET":
            return document_of(actor=self.actor, credential=row)
        shape = DocumentShape(data=request.data)
        shape.is_valid(raise_exception=True)
        sent = shape.validated_data["document"]
        documents.require_size(sent.size)
        version = etags.asked_version(request, required=False)
        kept = services.keep_document(actor=self.actor, credential=row, content=sent.read(), if_version=version)
        return self.answer(kept)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A file is what it is, whatever a client says it accepts; refusals come as problem documents."""
        return super().perform_content_negotiation(request, force=force or self.action == "document")


RESOURCES = [
    ("me", Me, "me"),
    ("memberships", Memberships, "membership"),
    ("credentials", Credentials, "credential"),
    *catalogues.RESOURCES,
]
