"""A freshly migrated database has its fences: asked of the catalogues of PostgreSQL, not of the code for them."""

import re

import psycopg
import pytest
from django.conf import settings

from practice.audit import AuditEvent
from practice.chain import TrailLink
from practice.fences import append_only_models
from practice.scoping import ClinicOwned
from practice.signing import PartOfSignable, Signable
from tests.databases import copied_database, environment_for, own_name

OF_A_CLINIC = """
SELECT c.oid::regclass::text, c.relrowsecurity FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'clinic_id'
"""
POLICIES = """
SELECT tablename, qual, with_check FROM pg_policies
 WHERE schemaname = 'public' AND permissive = 'PERMISSIVE' AND cmd = 'ALL' AND roles = '{public}'
"""
ROW_OF_A_CLINIC = r"\(?\(clinic_id = .*current_setting\('app\.clinic_id'::text, true\).*"
KEYS = """
SELECT k.conrelid::regclass::text, k.confrelid::regclass::text,
       ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = k.conrelid AND attnum = ANY (k.conkey) ORDER BY 1)
  FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
"""
GRANTED = """
SELECT c.oid::regclass::text, p FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND has_table_privilege(%s, c.oid, p)
"""
TRIGGERS = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'
"""
ROLE = """
SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb
       OR EXISTS (SELECT 1 FROM pg_class WHERE relowner = r.oid AND relnamespace = 'public'::regnamespace)
  FROM pg_roles r WHERE rolname = %s
"""


def unfenced(database):
    """Everything that the database lets through: table by table, in words."""
    tables = {name: secured for name, secured in database.execute(OF_A_CLINIC) if name != "practice_clinic"}
    return [
        *rows_in_sight(database, tables), *keys_into_other_clinics(database, tables), *rights(database, tables),
        *missing_triggers(database),
    ]  # fmt: skip


def rows_in_sight(database, tables):
    policies = {name: (using, check) for name, using, check in database.execute(POLICIES)}
    for name, secured in tables.items():
        if not secured:
            yield f"{name}: row-level security is off"
        if not all(re.match(ROW_OF_A_CLINIC, part or "") for part in policies.get(name, ("", ""))):
            yield f"{name}: no policy holds rows to their clinic"
    yield from (f"{m._meta.db_table}: no clinic" for m in ClinicOwned.clinic_models() if m._meta.db_table not in tables)


def keys_into_other_clinics(database, tables):
    keys = [(table, to, tuple(columns)) for table, to, columns in database.execute(KEYS)]
    same_clinic = {(table, to, columns) for table, to, columns in keys if "clinic_id" in columns and len(columns) == 2}
    for table, to, columns in keys:
        within = table in tables and to in tables and columns != ("clinic_id",) and len(columns) == 1
        if within and (table, to, tuple(sorted(("clinic_id", *columns)))) not in same_clinic:
            yield f"{table}.{columns[0]}: may point into another clinic"


def rights(database, tables):
    role = settings.APPLICATION_ROLE
    if database.execute(ROLE, [role]).fetchone() != (False,):
        yield f"{role}: can pass the fences"
    granted = {}
    for table, privilege in database.execute(GRANTED, [role]):
        granted.setdefault(table, set()).add(privilege)
    written_once = {m._meta.db_table for m in (AuditEvent, TrailLink, *append_only_models())}
    for name in tables:
        meant = {"SELECT", "INSERT"} if name in written_once else {"SELECT", "INSERT", "UPDATE", "DELETE"}
        if granted.get(name, set()) != meant:
            yield f"{name}: the application may {sorted(granted.get(name, set()))}"


def missing_triggers(database):
    found = {}
    for table, name in database.execute(TRIGGERS):
        found.setdefault(table, []).append(name.removeprefix("pgtrigger_"))
    meant = [(AuditEvent, ["trail_is_append_only"]), (TrailLink, ["trail_links_are_append_only"])]
    for model in append_only_models():
        meant += [
            (model, ["append_only"]),
            (model.pgh_tracked_model, ["insert_insert", "update_update", "delete_delete"]),
        ]
    for model in ClinicOwned.clinic_models():
        if issubclass(model, PartOfSignable):
            meant.append((model, ["final_with_its_record"]))
        elif issubclass(model, Signable):
            meant.append((model, ["signed_is_final"]))
    for model, names in meant:
        has = found.get(model._meta.db_table, [])
        yield from (
            f"{model._meta.db_table}: lacks {name}" for name in names if not any(one.startswith(name) for one in has)
        )


@pytest.fixture(scope="module")
def fresh(worker_id):
    """A freshly migrated database, as its owner sees it; what a test breaks is rolled back."""
    name = f"test_{own_name()}_fresh_{worker_id}"
    with copied_database(name):
        env = environment_for(name)
        with psycopg.connect(env.get("DATABASE_OWNER_URL") or env["DATABASE_URL"]) as database:
            yield database


@pytest.fixture
def broken(fresh):
    yield fresh
    fresh.rollback()


def test_a_freshly_migrated_database_is_fenced(broken):
    assert unfenced(broken) == []


def test_there_is_something_to_fence(broken):
    tables = [name for name, _ in broken.execute(OF_A_CLINIC)]
    assert {"patients_visit", "patients_visitevent", "practice_auditevent", "progress_stalemark"} <= set(tables)
    assert len(tables) > 40


@pytest.mark.parametrize(
    ("gap", "found"),
    [
        ("ALTER TABLE patients_visit DISABLE ROW LEVEL SECURITY", "patients_visit: row-level security is off"),
        ("DROP POLICY clinic_scope ON needling_target", "needling_target: no policy holds rows to their clinic"),
        (
            "ALTER POLICY clinic_scope ON plans_goal USING (true)",
            "plans_goal: no policy holds rows to their clinic",
        ),
        (
            "ALTER TABLE patients_consent DROP CONSTRAINT patients_consent_episode_id_same_clinic",
            "patients_consent.episode_id: may point into another clinic",
        ),
        (
            "GRANT UPDATE ON practice_auditevent TO {role}",
            "practice_auditevent: the application may ['INSERT', 'SELECT', 'UPDATE']",
        ),
        (
            "REVOKE DELETE ON patients_measurement FROM {role}",
            "patients_measurement: the application may ['INSERT', 'SELECT', 'UPDATE']",
        ),
        ("ALTER TABLE patients_visit DISABLE TRIGGER {signed}", "patients_visit: lacks signed_is_final"),
        ("ALTER TABLE needling_target DISABLE TRIGGER {part}", "needling_target: lacks final_with_its_record"),
        ("ALTER TABLE patients_patient DISABLE TRIGGER {update}", "patients_patient: lacks update_update"),
        ("ALTER TABLE practice_auditevent DISABLE TRIGGER {trail}", "practice_auditevent: lacks trail_is_append_only"),
        (
            "CREATE TABLE notes (id int, clinic_id uuid)",
            "notes: row-level security is off",
        ),
    ],
)
def test_each_gap_is_found(broken, gap, found):
    names = {
        key: _trigger(broken, table, name)
        for key, table, name in (
            ("signed", "patients_visit", "signed_is_final"), ("part", "needling_target", "final_with_its_record"),
            ("update", "patients_patient", "update_update"), ("trail", "practice_auditevent", "trail_is_append_only"),
        )
    }  # fmt: skip
    broken.execute(gap.format(role=settings.APPLICATION_ROLE, **names))
    assert found in unfenced(broken)


def _trigger(database, table, name):
    return next(found for of, found in database.execute(TRIGGERS) if of == table and name in found)
