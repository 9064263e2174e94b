"""The sixteen lanes, and the triggers that make the trail append-only (docs/adr/0004)."""

from django.db import migrations

LANES = 16

POSTGRES = """
CREATE FUNCTION trail_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER trail_entry_unchanged BEFORE UPDATE OR DELETE ON trail_entry
    FOR EACH ROW EXECUTE FUNCTION trail_refuses();
CREATE TRIGGER trail_entry_not_emptied BEFORE TRUNCATE ON trail_entry
    FOR EACH STATEMENT EXECUTE FUNCTION trail_refuses();
CREATE TRIGGER trail_lane_kept BEFORE DELETE ON trail_lane
    FOR EACH ROW EXECUTE FUNCTION trail_refuses();
CREATE TRIGGER trail_lane_not_emptied BEFORE TRUNCATE ON trail_lane
    FOR EACH STATEMENT EXECUTE FUNCTION trail_refuses();
CREATE FUNCTION trail_lane_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> OLD.number OR NEW.sequence <= OLD.sequence THEN
        RAISE EXCEPTION 'the trail is append-only: a lane only goes on';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trail_lane_forward BEFORE UPDATE ON trail_lane
    FOR EACH ROW EXECUTE FUNCTION trail_lane_goes_on();
"""

SQLITE = [
    """CREATE TRIGGER trail_entry_unchanged BEFORE UPDATE ON trail_entry
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only: UPDATE is refused'); END""",
    """CREATE TRIGGER trail_entry_kept BEFORE DELETE ON trail_entry
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only: DELETE is refused'); END""",
    """CREATE TRIGGER trail_lane_kept BEFORE DELETE ON trail_lane
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only: DELETE is refused'); END""",
    """CREATE TRIGGER trail_lane_forward BEFORE UPDATE ON trail_lane
       WHEN NEW.number <> OLD.number OR NEW.sequence <= OLD.sequence
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only: a lane only goes on'); END""",
]


def begin(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        rows = [[number, 0, bytes(32)] for number in range(LANES)]
        cursor.executemany("INSERT INTO trail_lane (number, sequence, head) VALUES (%s, %s, %s)", rows)
    for statement in [POSTGRES] if connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]

    operations = [migrations.RunPython(begin, elidable=False)]
