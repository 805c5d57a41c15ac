"""What the database itself enforces for every clinic's rows: grants, row-level security, same-clinic keys."""

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from pghistory.models import Event
from psycopg import sql

from practice.audit import AuditEvent
from practice.chain import TrailLink
from practice.models import Clinic
from practice.scoping import ClinicManager, ClinicOwned

POLICY = "clinic_scope"
CONDITION = (
    "clinic_id = nullif(nullif(current_setting('app.clinic_id', true), ''), 'every')::uuid"
    " OR current_setting('app.clinic_id', true) = 'every'"
)


def fenced_models() -> list[type[models.Model]]:
    """Every model whose rows belong to a clinic: the records, the trail and the row history."""
    owned = [model for model in ClinicOwned.clinic_models() if model._meta.managed]
    return [*owned, *marked_models(), *(model for model in append_only_models() if model is not history_of_clinics())]


def marked_models() -> list[type[models.Model]]:
    """Models with a clinic's id and its manager that are no records: the trail, and marks without foreign keys."""
    managed = (model for model in apps.get_models() if isinstance(model._default_manager, ClinicManager))
    return [model for model in managed if not issubclass(model, ClinicOwned)]


def append_only_models() -> list[type[models.Model]]:
    """The row history that database triggers write."""
    return [
        model for model in Event.__subclasses__() if hasattr(model, "pgh_tracked_model") and not model._meta.abstract
    ]


def history_of_clinics() -> type[models.Model]:
    """What the settings of each clinic were; like the clinics themselves its rows have no clinic but are about one."""
    return next(model for model in append_only_models() if model.pgh_tracked_model is Clinic)  # type: ignore[attr-defined]


def raise_fences() -> None:
    """Put up every fence; safe to run again, and run after each migrate."""
    with transaction.atomic(), connection.cursor() as cursor:
        _make_role(cursor)
        _grant(cursor)
        for model in fenced_models():
            _fence(cursor, model._meta.db_table, CONDITION, CONDITION)
        about = CONDITION.replace("clinic_id =", "id =")
        _fence(cursor, history_of_clinics()._meta.db_table, about, "true")  # a clinic is made before it is in force
        final_models: list[type[models.Model]] = [AuditEvent, TrailLink, *append_only_models()]
        for final in final_models:
            rights = "REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}"
            _run(cursor, rights, final._meta.db_table, settings.APPLICATION_ROLE)
        for owned in ClinicOwned.clinic_models():
            _same_clinic_keys(cursor, owned)


def _make_role(cursor: CursorWrapper) -> None:
    """The role is the cluster's: two databases may make it at the same moment."""
    role = settings.APPLICATION_ROLE
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('myoplan roles'))")
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if cursor.fetchone() is None:
        cursor.execute(
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN;"
            " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    login = settings.APPLICATION_LOGIN or role
    cursor.execute("SELECT %s = %s OR pg_has_role(%s, %s, 'SET')", [login, role, login, role])
    if not cursor.fetchone()[0]:
        _run(cursor, "GRANT {} TO {} WITH SET TRUE", role, login)


def _grant(cursor: CursorWrapper) -> None:
    role = settings.APPLICATION_ROLE
    _run(cursor, "GRANT USAGE ON SCHEMA public TO {}", role)
    _run(cursor, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}", role)
    _run(cursor, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", role)


def _fence(cursor: CursorWrapper, table: str, seen: str, written: str) -> None:
    _run(cursor, "ALTER TABLE {} ENABLE ROW LEVEL SECURITY", table)
    _run(cursor, "DROP POLICY IF EXISTS {} ON {}", POLICY, table)
    _run(cursor, f"CREATE POLICY {{}} ON {{}} USING ({seen}) WITH CHECK ({written})", POLICY, table)


def _same_clinic_keys(cursor: CursorWrapper, model: type[ClinicOwned]) -> None:
    """A second foreign key over (clinic, id), so that straight SQL cannot point into another clinic either."""
    for field in model._meta.concrete_fields:
        target = field.related_model
        if not (isinstance(target, type) and issubclass(target, ClinicOwned)):
            continue
        table, name = model._meta.db_table, f"{model._meta.db_table}_{field.column}_same_clinic"[:63]
        cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s AND conrelid = %s::regclass", [name, table])
        if cursor.fetchone() is None:
            _run(
                cursor,
                "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY (clinic_id, {}) REFERENCES {} (clinic_id, id)",
                *(table, name, str(field.column), target._meta.db_table),
            )


def _run(cursor: CursorWrapper, statement: str, *names: str) -> None:
    cursor.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))  # type: ignore[arg-type]
