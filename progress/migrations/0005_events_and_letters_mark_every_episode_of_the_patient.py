"""An adverse event, its clearance and a merge concern the person: they mark every episode of the patient as stale.

The functions are those of migration 0002; only what they mark changes.
"""

from django.db import migrations

from practice.migrating import Together

OF_EPISODE = "SELECT clinic_id, episode_id FROM {changed}"
OF_PATIENT = (
    "SELECT every.clinic_id, every.id FROM {changed} c JOIN patients_episodeofcare own ON own.id = c.episode_id"
    " JOIN patients_episodeofcare every ON every.patient_id = own.patient_id"
)
ITSELF = "SELECT clinic_id, id FROM {changed}"
# An episode that moves to another patient takes its events and letters along.
MOVED = (
    " UNION SELECT every.clinic_id, every.id FROM old_rows o JOIN new_rows n ON n.id = o.id"
    " AND n.patient_id <> o.patient_id JOIN patients_episodeofcare every ON every.patient_id IN (o.patient_id,"
    " n.patient_id)"
)
ROWS = {"insert": ["new_rows"], "update": ["old_rows", "new_rows"], "delete": ["old_rows"]}


def marks(table, event, selects):
    """The function of one table and event, anew; UNION leaves each episode once."""
    return f"""
        CREATE OR REPLACE FUNCTION mark_stale_after_{event}_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO progress_stalemark (clinic_id, episode_id)
                SELECT DISTINCT * FROM ({selects}) AS touched (clinic_id, episode_id);
            RETURN NULL;
        END $$;
    """


def of(source, event):
    """What the changed rows of an event touch."""
    return " UNION ".join(source.format(changed=rows) for rows in ROWS[event])


class Migration(migrations.Migration):
    dependencies = [("progress", "0004_needles_mark_summaries_stale")]
    operations = [
        Together([
            *(
                migrations.RunSQL(
                    marks(table, event, of(OF_PATIENT, event)), marks(table, event, of(OF_EPISODE, event))
                )
                for table in ("needling_adverseevent", "patients_clearance")
                for event in ROWS
            ),
            migrations.RunSQL(
                marks("patients_episodeofcare", "update", of(ITSELF, "update") + MOVED),
                marks("patients_episodeofcare", "update", of(ITSELF, "update")),
            ),
        ]),
    ]
