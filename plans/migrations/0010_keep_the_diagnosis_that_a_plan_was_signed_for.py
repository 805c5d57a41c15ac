"""A signed plan keeps the diagnosis of its day; the plans that were signed before stay as they are."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from practice.migrating import Together


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0009_weigh_the_clinics_own_exercises'),
    ]

    operations = [
        Together([
            pgtrigger.migrations.RemoveTrigger(
                model_name='treatmentplan',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='treatmentplan',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='treatmentplan',
                name='delete_delete',
            ),
            migrations.AddField(
                model_name='treatmentplan',
                name='diagnosis_noted',
                field=models.JSONField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='treatmentplanevent',
                name='diagnosis_noted',
                field=models.JSONField(blank=True, editable=False, null=True),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='treatmentplan',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "plans_treatmentplanevent" ("clinic_id", "content_hash", "created_at", "diagnosis_noted", "duration_weeks", "episode_id", "id", "interventions", "note", "pgh_context", "pgh_created_at", "pgh_label", "revision", "signed_at", "signed_by_id", "signer", "starts_on", "times_per_day", "treatment_types", "updated_at", "version", "visits_per_week") SELECT new_values."clinic_id", new_values."content_hash", new_values."created_at", new_values."diagnosis_noted", new_values."duration_weeks", new_values."episode_id", new_values."id", new_values."interventions", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."revision", new_values."signed_at", new_values."signed_by_id", new_values."signer", new_values."starts_on", new_values."times_per_day", new_values."treatment_types", new_values."updated_at", new_values."version", new_values."visits_per_week" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='dabb6e1bac58ad1552f125753112fd8cd7a3eee8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_1b878', referencing='REFERENCING NEW TABLE AS new_values ', table='plans_treatmentplan', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='treatmentplan',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "plans_treatmentplanevent" ("clinic_id", "content_hash", "created_at", "diagnosis_noted", "duration_weeks", "episode_id", "id", "interventions", "note", "pgh_context", "pgh_created_at", "pgh_label", "revision", "signed_at", "signed_by_id", "signer", "starts_on", "times_per_day", "treatment_types", "updated_at", "version", "visits_per_week") SELECT new_values."clinic_id", new_values."content_hash", new_values."created_at", new_values."diagnosis_noted", new_values."duration_weeks", new_values."episode_id", new_values."id", new_values."interventions", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."revision", new_values."signed_at", new_values."signed_by_id", new_values."signer", new_values."starts_on", new_values."times_per_day", new_values."treatment_types", new_values."updated_at", new_values."version", new_values."visits_per_week" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='201fd27ba56c4c20fdf9ce3a29a5fe9fc37c92d6', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_32f9c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='plans_treatmentplan', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='treatmentplan',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "plans_treatmentplanevent" ("clinic_id", "content_hash", "created_at", "diagnosis_noted", "duration_weeks", "episode_id", "id", "interventions", "note", "pgh_context", "pgh_created_at", "pgh_label", "revision", "signed_at", "signed_by_id", "signer", "starts_on", "times_per_day", "treatment_types", "updated_at", "version", "visits_per_week") SELECT old_values."clinic_id", old_values."content_hash", old_values."created_at", old_values."diagnosis_noted", old_values."duration_weeks", old_values."episode_id", old_values."id", old_values."interventions", old_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."revision", old_values."signed_at", old_values."signed_by_id", old_values."signer", old_values."starts_on", old_values."times_per_day", old_values."treatment_types", old_values."updated_at", old_values."version", old_values."visits_per_week" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d931d705903c75b8cdac013e4b0a59fdc36d49dd', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_5cfda', referencing='REFERENCING OLD TABLE AS old_values ', table='plans_treatmentplan', when='AFTER')),
            ),
        ]),
    ]
