"""The class of a medicine sets the limit of overuse: diary days that name one and headache profiles mark every episode
of the patient as stale, as migration 0002 does it for other tables. Diary days without a medicine change no summary.
"""

from django.db import migrations

from practice.migrating import Together

OF_PATIENT = "JOIN patients_episodeofcare every ON every.patient_id ="
SOURCES = {
    "plans_diaryday": (
        f"SELECT every.clinic_id, every.id FROM {{changed}} c {OF_PATIENT} c.patient_id WHERE c.medicines <> '{{{{}}}}'"
    ),
    "patients_assessment": (
        "SELECT v.clinic_id, v.episode_id FROM {changed} c JOIN patients_visit v ON v.id = c.visit_id"
    ),
    "patients_headacheprofile": (
        "SELECT every.clinic_id, every.id FROM {changed} c JOIN patients_assessment a ON a.id = c.assessment_id"
        " JOIN patients_visit v ON v.id = a.visit_id JOIN patients_episodeofcare own ON own.id = v.episode_id"
        f" {OF_PATIENT} own.patient_id"
    ),
}
EVENTS = {
    "insert": ("NEW TABLE AS new_rows", ["new_rows"]),
    "update": ("OLD TABLE AS old_rows NEW TABLE AS new_rows", ["old_rows", "new_rows"]),
    "delete": ("OLD TABLE AS old_rows", ["old_rows"]),
}


def made(table, event):
    """The function and the trigger of one table and event; DISTINCT leaves each episode once."""
    referencing, tables = EVENTS[event]
    name = f"mark_stale_after_{event}_of_{table}"
    changed = " UNION ".join(SOURCES[table].format(changed=rows) for rows in tables)
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO progress_stalemark (clinic_id, episode_id)
                SELECT DISTINCT * FROM ({changed}) AS touched (clinic_id, episode_id);
            RETURN NULL;
        END $$;
        CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {referencing}
            FOR EACH STATEMENT EXECUTE FUNCTION {name}();
    """


def unmade(table, event):
    """Take both away."""
    name = f"mark_stale_after_{event}_of_{table}"
    return f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"


ALL = "mark_all_stale_after_truncate"  # the function of migration 0002
TRUNCATE_MADE = f"CREATE TRIGGER {ALL} AFTER TRUNCATE ON {{table}} FOR EACH STATEMENT EXECUTE FUNCTION {ALL}();"
TRUNCATE_UNMADE = f"DROP TRIGGER {ALL} ON {{table}};"


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0006_red_flags_mark_every_episode_of_the_patient"),
        ("patients", "0007_keep_headache_profiles_and_the_code_set"),
        ("plans", "0001_initial"),
    ]
    operations = [
        Together([
            *(migrations.RunSQL(made(table, event), unmade(table, event)) for table in SOURCES for event in EVENTS),
            *(
                migrations.RunSQL(TRUNCATE_MADE.format(table=table), TRUNCATE_UNMADE.format(table=table))
                for table in SOURCES
            ),
        ]),
    ]
