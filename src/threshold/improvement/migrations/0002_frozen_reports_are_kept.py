"""What a quarterly report froze is kept: the database refuses to change or delete it."""

from django.db import migrations

#: What was frozen can be added and read. UPDATE and DELETE are refused, also for the table's owner.
KEEP = """
CREATE FUNCTION improvement_report_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A frozen report is never changed. Begin a correction, which is another edition.';
END $$;
CREATE TRIGGER improvement_report_keep_snapshot BEFORE UPDATE OR DELETE ON improvement_reportsnapshot
    FOR EACH ROW EXECUTE FUNCTION improvement_report_keep();
CREATE TRIGGER improvement_report_keep_file BEFORE UPDATE OR DELETE ON improvement_reportfile
    FOR EACH ROW EXECUTE FUNCTION improvement_report_keep();
"""
LET_GO = """
DROP TRIGGER improvement_report_keep_file ON improvement_reportfile;
DROP TRIGGER improvement_report_keep_snapshot ON improvement_reportsnapshot;
DROP FUNCTION improvement_report_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("improvement", "0001_initial")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
