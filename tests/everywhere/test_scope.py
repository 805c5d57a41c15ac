"""No clinic in force, no rows: every model of a clinic, every road to its rows, in Python and in the database."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction

from practice import scoping
from practice.audit import AuditEvent
from practice.chain import TrailLink
from practice.database import working_role_problem
from practice.errors import NoClinicInScope
from practice.fences import POLICY, append_only_models, fenced_models
from practice.scoping import ClinicOwned
from practice.signing import PartOfSignable, Signable

OWNED = ClinicOwned.clinic_models()
SCOPED = [*OWNED, AuditEvent, TrailLink]
FENCED = fenced_models()
FINAL = [AuditEvent, TrailLink, *append_only_models()]
ROADS = {
    "count": lambda m, row: m.objects.count(),
    "exists": lambda m, row: m.objects.exists(),
    "iterate": lambda m, row: list(m.objects.all()),
    "get": lambda m, row: m.objects.get(pk=row.pk),
    "first": lambda m, row: m.objects.first(),
    "in_bulk": lambda m, row: m.objects.in_bulk([row.pk]),
    "values": lambda m, row: list(m.objects.values("pk")),
    "values_list": lambda m, row: list(m.objects.values_list("pk")),
    "aggregate": lambda m, row: m.objects.aggregate(n=models.Count("pk")),
    "annotate": lambda m, row: list(m.objects.annotate(n=models.Count("pk"))),
    "update": lambda m, row: m.objects.update(clinic_id=row.clinic_id),
    "delete": lambda m, row: m.objects.filter(pk=row.pk).delete(),
    "iterator": lambda m, row: next(m.objects.iterator()),
    "union": lambda m, row: list(m.objects.all().union(m.objects.all())),
    "subquery": lambda m, row: list(m.objects.filter(pk__in=m.objects.values("pk"))),
    "exists subquery": lambda m, row: list(m.objects.filter(models.Exists(m.objects.all()))),
    "built before": lambda m, row: list(BUILT[m]),
    "refresh_from_db": lambda m, row: row.refresh_from_db(),
}
WRITES = {
    "save": lambda m, row: row.save(),
    "delete a row": lambda m, row: row.delete(),
    "bulk_create": lambda m, row: m.objects.bulk_create([m(clinic_id=row.clinic_id)]),
    "bulk_update": lambda m, row: m.objects.bulk_update([row], ["clinic"]),
    "select_for_update": lambda m, row: m.objects.locked(row.pk),
}
BUILT = {model: model.objects.all() for model in SCOPED}


def row_of(model):
    row = model(pk=scoping.new_id() if model in OWNED else 1, clinic_id=scoping.new_id())
    row._state.adding = False
    return row


def is_open(road, model):
    """Whether a road does not raise as it should."""
    try:
        road(model, row_of(model))
    except NoClinicInScope:
        return False
    return True


@pytest.mark.parametrize("model", SCOPED, ids=lambda m: m.__name__)
def test_no_road_to_rows_without_a_clinic(db, model):
    assert [name for name, road in ROADS.items() if is_open(road, model)] == []


@pytest.mark.parametrize("model", OWNED, ids=lambda m: m.__name__)
def test_no_road_to_write_without_a_clinic(db, model):
    assert [name for name, road in WRITES.items() if is_open(road, model)] == []


@pytest.mark.parametrize("model", OWNED, ids=lambda m: m.__name__)
def test_no_road_through_a_relation_without_a_clinic(db, model):
    row = row_of(model)
    for relation in model._meta.related_objects:
        if relation.get_accessor_name() and issubclass(relation.related_model, ClinicOwned):
            with pytest.raises(NoClinicInScope):
                list(reached(row, relation))


def reached(row, relation):
    found = getattr(row, relation.get_accessor_name())
    return found.all()


def test_the_world_has_a_row_of_every_model(world):
    missing = sorted({model._meta.label for model in OWNED} - set(world))
    assert missing == [], f"tests/everywhere/world.py makes none of {missing}"


def catalog(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_every_table_of_a_clinic_has_its_fence(db):
    guarded = {name for (name,) in catalog("SELECT relname FROM pg_class WHERE relrowsecurity")}
    policies = dict(catalog(f"SELECT tablename, cmd FROM pg_policies WHERE policyname = '{POLICY}'"))
    for model in FENCED:
        assert model._meta.db_table in guarded
        assert policies[model._meta.db_table] == "ALL"


def test_no_table_with_a_clinic_id_is_left_out(db):
    found = catalog("SELECT table_name FROM information_schema.columns WHERE column_name = 'clinic_id'")
    assert {name for (name,) in found} == {model._meta.db_table for model in FENCED}


def test_every_key_between_records_holds_the_clinic_too(db):
    names = {name for (name,) in catalog("SELECT conname FROM pg_constraint WHERE contype = 'f'")}
    for model in OWNED:
        for field in model._meta.concrete_fields:
            if isinstance(field.related_model, type) and issubclass(field.related_model, ClinicOwned):
                assert f"{model._meta.db_table}_{field.column}_same_clinic"[:63] in names


def test_the_role_at_work_cannot_pass_the_fences(db):
    assert working_role_problem() == ""
    assert catalog("SELECT current_user") == [(settings.APPLICATION_ROLE,)]


def tell(clinic):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.clinic_id', %s, true)", [str(clinic or "")])


def run(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def stored(table):
    found = catalog(f'SELECT to_jsonb(t)::text FROM "{table}" t LIMIT 1')
    return found[0][0] if found else None


@pytest.mark.parametrize("who", ["nobody", "elsewhere"])
def test_straight_sql_sees_and_writes_its_own_clinic_only(world, cast, who):
    copies = {model: stored(model._meta.db_table) for model in FENCED}
    tell(cast.elsewhere.pk if who == "elsewhere" else None)
    for model, copy in copies.items():
        table = model._meta.db_table
        assert catalog(f"SELECT count(*) FROM \"{table}\" WHERE clinic_id = '{cast.here.pk}'") == [(0,)]
        if model not in FINAL:
            assert run(f'UPDATE "{table}" SET clinic_id = clinic_id WHERE clinic_id = %s', cast.here.pk) == 0
            assert run(f'DELETE FROM "{table}" WHERE clinic_id = %s', cast.here.pk) == 0
        if copy is not None:
            with pytest.raises(DatabaseError, match=r"row-level security|signed record|violates"):
                run(f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(null::"{table}", %s::jsonb)', copy)
    tell(cast.here.pk)


def test_the_trail_and_the_row_history_are_append_only(world):
    for model in FINAL:
        table, key = model._meta.db_table, model._meta.pk.column
        for sql in (f'UPDATE "{table}" SET {key} = {key}', f'DELETE FROM "{table}"', f'TRUNCATE "{table}"'):
            with pytest.raises(DatabaseError, match="permission denied"):
                run(sql)


def test_what_is_signed_is_final_for_straight_sql_too(world):
    for model in OWNED:
        table = model._meta.db_table
        if issubclass(model, Signable):
            where = "signed_at IS NOT NULL"
        elif issubclass(model, PartOfSignable):
            ids = [row.pk for row in model.objects.all() if row_is_signed(row)]
            where = f"id IN ({', '.join(repr(str(pk)) for pk in ids) or 'NULL'})"
        else:
            continue
        found = catalog(f'SELECT count(*) FROM "{table}" WHERE {where}')[0][0]
        assert found, f"the world holds no signed {table}"
        for sql in (
            f'UPDATE "{table}" SET version = version + 1 WHERE {where}',
            f'DELETE FROM "{table}" WHERE {where}',
        ):
            with pytest.raises(DatabaseError, match="pgtrigger: Cannot"):
                run(sql)


def row_is_signed(row):
    return type(row).signable_model().objects.filter(pk=row.signable_id, signed_at__isnull=False).exists()
