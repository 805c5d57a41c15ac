"""A red flag concerns the person: what raises or clears one marks every episode of the patient as stale.

The functions are those of migrations 0002 and 0005; only what they mark changes. Of visits only those with a red flag
concern the person, so that most of what is written in a day marks the one episode as before. An episode that ends or
begins anew takes its flags away from the others, or brings them.
"""

from django.db import migrations

from practice.migrating import Together

OF_EPISODE = "SELECT clinic_id, episode_id FROM {changed}"
OF_PATIENT = (
    "SELECT every.clinic_id, every.id FROM {changed} c JOIN patients_episodeofcare own ON own.id = c.episode_id"
    " JOIN patients_episodeofcare every ON every.patient_id = own.patient_id"
)
FLAGGED = f"{OF_EPISODE} UNION {OF_PATIENT} WHERE c.red_flags <> '{{{{}}}}'"
ITSELF = "SELECT clinic_id, id FROM {changed}"
MOVED = (
    " UNION SELECT every.clinic_id, every.id FROM old_rows o JOIN new_rows n ON n.id = o.id"
    " AND n.patient_id <> o.patient_id JOIN patients_episodeofcare every ON every.patient_id IN (o.patient_id,"
    " n.patient_id)"
)
IN_ANOTHER_STATE = (
    " UNION SELECT every.clinic_id, every.id FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.state <> o.state"
    " JOIN patients_episodeofcare every ON every.patient_id = n.patient_id"
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


def anew(table, event, now, before):
    """The function as it is from now on, and back."""
    return migrations.RunSQL(marks(table, event, now), marks(table, event, before))


class Migration(migrations.Migration):
    dependencies = [("progress", "0005_events_and_letters_mark_every_episode_of_the_patient")]
    operations = [
        Together([
            *(anew("patients_visit", event, of(FLAGGED, event), of(OF_EPISODE, event)) for event in ROWS),
            *(anew("patients_screening", event, of(OF_PATIENT, event), of(OF_EPISODE, event)) for event in ROWS),
            anew(
                "patients_episodeofcare", "update",
                of(ITSELF, "update") + MOVED + IN_ANOTHER_STATE, of(ITSELF, "update") + MOVED,
            ),
        ]),
    ]
