"""Migrations: cheap enough for a first start, and undone as they were done."""

import sys

import psycopg
import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel

from practice.migrating import Together
from tests.databases import copied_database, environment_for, own_name, succeed

OURS = {"practice", "patients", "plans", "needling", "progress", "reports"}
FEW = 20  # operations; each renders nearly all models anew, 0.05 s of a first start
SHAPE = """
SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
 WHERE table_schema = 'public' UNION ALL
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '' FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace UNION ALL
SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '' FROM pg_trigger WHERE NOT tgisinternal
 ORDER BY 1, 2, 3
"""


@pytest.mark.parametrize("key", sorted(key for key in MigrationLoader(None).disk_migrations if key[0] in OURS), ids=str)
def test_a_migration_that_changes_much_does_it_together(key):
    single = [
        operation
        for operation in MigrationLoader(None).disk_migrations[key].operations
        if not isinstance(operation, (CreateModel, Together))
    ]
    assert len(single) <= FEW, f"{len(single)} operations: put them into practice.migrating.Together"


def test_what_was_done_together_is_undone_together():
    name = f"test_{own_name()}_undone"
    with copied_database(name):
        env = environment_for(name)
        before = shape(env)
        succeed([sys.executable, "manage.py", "migrate", "plans", "0002", "-v", "0"], env)
        assert shape(env) != before
        succeed([sys.executable, "manage.py", "migrate", "-v", "0"], env)
        assert shape(env) == before


def shape(env):
    with psycopg.connect(env.get("DATABASE_OWNER_URL") or env["DATABASE_URL"]) as connection:
        return connection.execute(SHAPE).fetchall()


def test_an_update_that_brings_a_new_catalogue_can_migrate():
    name = f"test_{own_name()}_lacking"
    with copied_database(name):
        env = environment_for(name)
        with psycopg.connect(env.get("DATABASE_OWNER_URL") or env["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("DELETE FROM practice_referenceset WHERE kind = 'jurisdictions'")
            succeed([sys.executable, "manage.py", "migrate", "-v", "0"], env)
            found = connection.execute("SELECT 1 FROM practice_referenceset WHERE kind = 'jurisdictions'").fetchall()
    assert found
