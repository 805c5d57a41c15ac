"""Whatever changes a needled muscle or its session marks the episode, as migration 0002 does it for other tables."""

from django.db import migrations

from practice.migrating import Together

# Table: from its changed rows, called `changed`, to clinic and episode.
SOURCES = {
    "needling_target": (
        "SELECT v.clinic_id, v.episode_id FROM {changed} c JOIN needling_needlingsession s ON s.id = c.session_id"
        " JOIN patients_visit v ON v.id = s.visit_id"
    ),
    "needling_needlingsession": (
        "SELECT v.clinic_id, v.episode_id FROM {changed} c JOIN patients_visit v ON v.id = c.visit_id"
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
                SELECT DISTINCT clinic_id, episode_id FROM ({changed}) AS touched;
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
    dependencies = [("progress", "0003_summaries_keep_needled_days"), ("needling", "0001_initial")]
    operations = [
        Together([
            *(migrations.RunSQL(made(table, event), unmade(table, event)) for table in SOURCES for event in EVENTS),
            *(
                migrations.RunSQL(TRUNCATE_MADE.format(table=table), TRUNCATE_UNMADE.format(table=table))
                for table in SOURCES
            ),
        ]),
    ]
