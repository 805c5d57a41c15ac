"""The operator's admin site: accounts and clinics can be edited, every record can only be read."""

from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from practice.audit import AuditEvent
from practice.doors import opening
from practice.models import Clinic, Credential, Membership, ReferenceSet, User, WriteReceipt
from practice.privacy import Sensitivity, sensitivity

COLUMNS = 6
LEFT_OUT = ("id", "version", "created_at", "updated_at", "content_hash", "sha256")
TOO_LONG = ("JSONField", "TextField")


def _superusers_only(request: HttpRequest) -> bool:
    """The admin site sees every clinic, so it opens to operators alone."""
    return bool(request.user.is_active and request.user.is_superuser)


admin.site.has_permission = _superusers_only  # type: ignore[method-assign]
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Myoplan operator"
admin.site.unregister(Group)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Records as they are: listed and opened, never changed here; changes go through the actions.

    Lists show plain fields only, so that a glance over the shoulder tells no names.
    """

    show_full_result_count = False
    list_per_page = 50
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The plain fields of the model: the id first, when it was made last."""
        names = [f.name for f in self.model._meta.concrete_fields if self._is_column(f)]
        made = ("created_at",) if "created_at" in names else ()
        return ("pk", *[name for name in names if name not in LEFT_OUT][:COLUMNS], *made)

    def _is_column(self, field: Any) -> bool:
        plain = sensitivity(self.model, field.name) is Sensitivity.PLAIN
        return plain and field.get_internal_type() not in TOO_LONG

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """With everything that a row's columns name, in one query."""
        keys = [f.name for f in self.model._meta.concrete_fields if f.is_relation and self._is_column(f)]
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related(*keys) if keys else rows

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """One row as it is; reading a patient's leaves an event in the clinic's trail."""
        row = self.get_object(request, unquote(object_id))
        if row is not None:
            opening.opened_by_operator(request, row)
        return super().change_view(request, object_id, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


class AccountForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """A new account: e-mail, name and password."""

    class Meta:
        model = User
        fields = ("email", "name")
        field_classes: ClassVar[dict[str, Any]] = {}


@admin.register(User)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    """Accounts: made, closed and given a new password here; their roles are given by a clinic."""

    add_form = AccountForm
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "name")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("What it may do", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("When", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: an account is switched off, because the trail names it for ever."""
        return False


@admin.register(Clinic)
class ClinicAdmin(admin.ModelAdmin):
    """Clinics: opened and corrected by the operator; a clinic's manager edits the same on the clinic's page."""

    list_display = ("slug", "name", "jurisdiction", "timezone", "created_at")
    search_fields = ("slug", "name")
    readonly_fields = ("created_at",)

    def has_delete_permission(self, request: HttpRequest, obj: Clinic | None = None) -> bool:
        """Never: its records stay."""
        return False


admin.site.register([Membership, Credential, AuditEvent, WriteReceipt, ReferenceSet], ReadOnlyAdmin)
