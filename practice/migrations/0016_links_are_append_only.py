import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0015_link_the_trail'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='traillink',
            trigger=pgtrigger.compiler.Trigger(name='trail_links_are_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d96dec8541a7e1f8e024795ccec6783a991c8ceb', operation='UPDATE OR DELETE', pgid='pgtrigger_trail_links_are_append_only_f9fc7', table='practice_traillink', when='BEFORE')),
        ),
    ]
