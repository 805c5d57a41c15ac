"""Credentials are suspended from a day on and looked up at the board again; a compact privilege is a kind of its own."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from practice.migrating import Together


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0016_links_are_append_only'),
    ]

    operations = [
        Together([
            pgtrigger.migrations.RemoveTrigger(
                model_name='credential',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='credential',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='credential',
                name='delete_delete',
            ),
            migrations.AddField(
                model_name='credential',
                name='check_warned_days',
                field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='days ahead of the last reminder of the check'),
            ),
            migrations.AddField(
                model_name='credential',
                name='next_check_on',
                field=models.DateField(blank=True, null=True, verbose_name='to be looked up at the board again on'),
            ),
            migrations.AddField(
                model_name='credential',
                name='suspended_on',
                field=models.DateField(blank=True, null=True, verbose_name='suspended from this day on'),
            ),
            migrations.AddField(
                model_name='credentialevent',
                name='check_warned_days',
                field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='days ahead of the last reminder of the check'),
            ),
            migrations.AddField(
                model_name='credentialevent',
                name='next_check_on',
                field=models.DateField(blank=True, null=True, verbose_name='to be looked up at the board again on'),
            ),
            migrations.AddField(
                model_name='credentialevent',
                name='suspended_on',
                field=models.DateField(blank=True, null=True, verbose_name='suspended from this day on'),
            ),
            migrations.AlterField(
                model_name='credential',
                name='kind',
                field=models.CharField(choices=[('licence', 'Licence'), ('compact_privilege', 'Compact privilege'), ('needling_authority', 'Needling authority'), ('needling_training', 'Needling in supervised training')], max_length=24),
            ),
            migrations.AlterField(
                model_name='credentialevent',
                name='kind',
                field=models.CharField(choices=[('licence', 'Licence'), ('compact_privilege', 'Compact privilege'), ('needling_authority', 'Needling authority'), ('needling_training', 'Needling in supervised training')], max_length=24),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='credential',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "practice_credentialevent" ("check_warned_days", "clinic_id", "created_at", "document", "document_sha256", "document_type", "expires_on", "id", "issued_on", "jurisdiction", "kind", "membership_id", "next_check_on", "number", "pgh_context", "pgh_created_at", "pgh_label", "profession", "suspended_on", "updated_at", "version", "warned_days") SELECT new_values."check_warned_days", new_values."clinic_id", new_values."created_at", new_values."document", new_values."document_sha256", new_values."document_type", new_values."expires_on", new_values."id", new_values."issued_on", new_values."jurisdiction", new_values."kind", new_values."membership_id", new_values."next_check_on", new_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."profession", new_values."suspended_on", new_values."updated_at", new_values."version", new_values."warned_days" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b599729ce71964fac527d62ec9705739e51bd4ce', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_09ee6', referencing='REFERENCING NEW TABLE AS new_values ', table='practice_credential', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='credential',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "practice_credentialevent" ("check_warned_days", "clinic_id", "created_at", "document", "document_sha256", "document_type", "expires_on", "id", "issued_on", "jurisdiction", "kind", "membership_id", "next_check_on", "number", "pgh_context", "pgh_created_at", "pgh_label", "profession", "suspended_on", "updated_at", "version", "warned_days") SELECT new_values."check_warned_days", new_values."clinic_id", new_values."created_at", new_values."document", new_values."document_sha256", new_values."document_type", new_values."expires_on", new_values."id", new_values."issued_on", new_values."jurisdiction", new_values."kind", new_values."membership_id", new_values."next_check_on", new_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."profession", new_values."suspended_on", new_values."updated_at", new_values."version", new_values."warned_days" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c19895c6234cfeb8260caf8d62e908e494c6ec67', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6de62', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='practice_credential', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='credential',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "practice_credentialevent" ("check_warned_days", "clinic_id", "created_at", "document", "document_sha256", "document_type", "expires_on", "id", "issued_on", "jurisdiction", "kind", "membership_id", "next_check_on", "number", "pgh_context", "pgh_created_at", "pgh_label", "profession", "suspended_on", "updated_at", "version", "warned_days") SELECT old_values."check_warned_days", old_values."clinic_id", old_values."created_at", old_values."document", old_values."document_sha256", old_values."document_type", old_values."expires_on", old_values."id", old_values."issued_on", old_values."jurisdiction", old_values."kind", old_values."membership_id", old_values."next_check_on", old_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."profession", old_values."suspended_on", old_values."updated_at", old_values."version", old_values."warned_days" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='0f2f8c3814592557d4ca5d1a8058fc9d162ac717', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_22da7', referencing='REFERENCING OLD TABLE AS old_values ', table='practice_credential', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='credential',
                constraint=models.CheckConstraint(condition=models.Q(('suspended_on__isnull', True), ('suspended_on__gte', models.F('issued_on')), _connector='OR'), name='credential_is_suspended_after_it_was_issued'),
            ),
        ]),
    ]
