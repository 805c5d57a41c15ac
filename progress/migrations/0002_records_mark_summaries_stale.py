"""Whatever changes what a summary is made of marks the episode in the same transaction: no road around it is silent.

One statement costs one mark for each episode that it touches, by a trigger with transition tables. A row that moves
from one episode to another marks both. TRUNCATE, which only the owner of the tables may, marks every episode.
"""

from django.db import migrations

from practice.migrating import Together

# Table: from its changed rows, called `changed`, to clinic and episode.
OF_EPISODE = "SELECT clinic_id, episode_id FROM {changed}"
SOURCES = {
    "patients_visit": OF_EPISODE,
    "patients_screening": OF_EPISODE,
    "patients_clearance": OF_EPISODE,
    "patients_consent": OF_EPISODE,
    "plans_treatmentplan": OF_EPISODE,
    "plans_certification": OF_EPISODE,
    "needling_adverseevent": OF_EPISODE,
    "patients_measurement": (
        "SELECT v.clinic_id, v.episode_id FROM {changed} c JOIN patients_visit v ON v.id = c.visit_id"
    ),
    "plans_goal": (
        "SELECT p.clinic_id, p.episode_id FROM {changed} c JOIN plans_treatmentplan p ON p.id = c.plan_id"
    ),
    "patients_episodeofcare": "SELECT clinic_id, id FROM {changed}",
    "patients_patient": (
        "SELECT e.clinic_id, e.id FROM {changed} c JOIN patients_episodeofcare e ON e.patient_id = c.id"
    ),
}
EVENTS = {
    "insert": ("NEW TABLE AS new_rows", ["new_rows"]),
    "update": ("OLD TABLE AS old_rows NEW TABLE AS new_rows", ["old_rows", "new_rows"]),
    "delete": ("OLD TABLE AS old_rows", ["old_rows"]),
}


def made(table, event):
    """The function and the trigger of one table and event; UNION leaves each episode once."""
    referencing, tables = EVENTS[event]
    name = f"mark_stale_after_{event}_of_{table}"
    marked = " UNION ".join(SOURCES[table].format(changed=changed) for changed in tables)
    if len(tables) == 1:
        marked = marked.replace("SELECT", "SELECT DISTINCT", 1)
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO progress_stalemark (clinic_id, episode_id) {marked};
            RETURN NULL;
        END $$;
        CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {referencing}
            FOR EACH STATEMENT EXECUTE FUNCTION {name}();
    """


def unmade(table, event):
    """Take both away."""
    name = f"mark_stale_after_{event}_of_{table}"
    return f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"


ALL = "mark_all_stale_after_truncate"
ALL_MADE = f"""
    CREATE FUNCTION {ALL}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO progress_stalemark (clinic_id, episode_id) SELECT clinic_id, id FROM patients_episodeofcare;
        RETURN NULL;
    END $$;
"""
TRUNCATE_MADE = f"CREATE TRIGGER {ALL} AFTER TRUNCATE ON {{table}} FOR EACH STATEMENT EXECUTE FUNCTION {ALL}();"
TRUNCATE_UNMADE = f"DROP TRIGGER {ALL} ON {{table}};"


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0001_episode_summaries"),
        ("patients", "0004_names_in_byte_order"),
        ("plans", "0003_drafts_may_be_incomplete"),
        ("needling", "0001_initial"),
    ]
    operations = [
        Together([
            migrations.RunSQL(ALL_MADE, f"DROP FUNCTION {ALL}();"),
            *(migrations.RunSQL(made(table, event), unmade(table, event)) for table in SOURCES for event in EVENTS),
            *(
                migrations.RunSQL(TRUNCATE_MADE.format(table=table), TRUNCATE_UNMADE.format(table=table))
                for table in SOURCES
            ),
        ]),
    ]
