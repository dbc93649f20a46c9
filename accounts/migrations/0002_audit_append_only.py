"""An audit line cannot be changed or deleted, whoever asks the database. PostgreSQL only.

TRUNCATE, which needs the owner of the table, stays possible: the test suite empties its tables with it.
"""

from django.db import migrations

ADD = """
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An audit event cannot be changed or deleted.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
"""
REMOVE = """
DROP TRIGGER audit_append_only ON accounts_auditevent;
DROP FUNCTION refuse_audit_change();
"""


def run(sql):
    def on_postgresql(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return on_postgresql


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(run(ADD), run(REMOVE))]
