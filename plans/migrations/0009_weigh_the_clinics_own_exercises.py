"""The clinic's own exercises say what they are weighed against."""

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from practice.migrating import Together


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0008_begin_the_editions_of_exercises'),
    ]

    operations = [
        Together([
            pgtrigger.migrations.RemoveTrigger(
                model_name='clinicexercise',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='clinicexercise',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='clinicexercise',
                name='delete_delete',
            ),
            migrations.AddField(
                model_name='clinicexercise',
                name='avoid',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=48), blank=True, default=list, size=24, verbose_name='weighed against'),
            ),
            migrations.AddField(
                model_name='clinicexercise',
                name='muscles',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=48), blank=True, default=list, size=16, verbose_name='muscles that it works'),
            ),
            migrations.AddField(
                model_name='clinicexerciseevent',
                name='avoid',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=48), blank=True, default=list, size=24, verbose_name='weighed against'),
            ),
            migrations.AddField(
                model_name='clinicexerciseevent',
                name='muscles',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=48), blank=True, default=list, size=16, verbose_name='muscles that it works'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='clinicexercise',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "plans_clinicexerciseevent" ("active", "avoid", "checklist", "clinic_id", "created_at", "days_per_week", "edition", "hold_seconds", "id", "instructions", "key", "kind", "muscles", "name", "per_day", "pgh_context", "pgh_created_at", "pgh_label", "precautions", "purpose", "reps", "sets", "steps", "updated_at", "version") SELECT new_values."active", new_values."avoid", new_values."checklist", new_values."clinic_id", new_values."created_at", new_values."days_per_week", new_values."edition", new_values."hold_seconds", new_values."id", new_values."instructions", new_values."key", new_values."kind", new_values."muscles", new_values."name", new_values."per_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."precautions", new_values."purpose", new_values."reps", new_values."sets", new_values."steps", new_values."updated_at", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6d6da047e38f873e6b5ae8840c237ea98cef7617', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_acf01', referencing='REFERENCING NEW TABLE AS new_values ', table='plans_clinicexercise', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='clinicexercise',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "plans_clinicexerciseevent" ("active", "avoid", "checklist", "clinic_id", "created_at", "days_per_week", "edition", "hold_seconds", "id", "instructions", "key", "kind", "muscles", "name", "per_day", "pgh_context", "pgh_created_at", "pgh_label", "precautions", "purpose", "reps", "sets", "steps", "updated_at", "version") SELECT new_values."active", new_values."avoid", new_values."checklist", new_values."clinic_id", new_values."created_at", new_values."days_per_week", new_values."edition", new_values."hold_seconds", new_values."id", new_values."instructions", new_values."key", new_values."kind", new_values."muscles", new_values."name", new_values."per_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."precautions", new_values."purpose", new_values."reps", new_values."sets", new_values."steps", new_values."updated_at", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='85f8649a9bbf7a22c8a21b95f517431cb7281dba', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_a5aed', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='plans_clinicexercise', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='clinicexercise',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "plans_clinicexerciseevent" ("active", "avoid", "checklist", "clinic_id", "created_at", "days_per_week", "edition", "hold_seconds", "id", "instructions", "key", "kind", "muscles", "name", "per_day", "pgh_context", "pgh_created_at", "pgh_label", "precautions", "purpose", "reps", "sets", "steps", "updated_at", "version") SELECT old_values."active", old_values."avoid", old_values."checklist", old_values."clinic_id", old_values."created_at", old_values."days_per_week", old_values."edition", old_values."hold_seconds", old_values."id", old_values."instructions", old_values."key", old_values."kind", old_values."muscles", old_values."name", old_values."per_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."precautions", old_values."purpose", old_values."reps", old_values."sets", old_values."steps", old_values."updated_at", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='dec5a54b1b78d86c092cfca8ecbde0d1d064eddf', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_b1a6b', referencing='REFERENCING OLD TABLE AS old_values ', table='plans_clinicexercise', when='AFTER')),
            ),
        ]),
    ]
