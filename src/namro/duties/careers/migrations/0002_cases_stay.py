"""A case is closed by a decision, never deleted: the database refuses, whoever asks."""

from django.db import migrations

PROTECT = """
CREATE FUNCTION careers_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'cases, decisions on discipline and overrides are never deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER case_stays BEFORE DELETE ON careers_removalcase FOR EACH ROW EXECUTE FUNCTION careers_refuse();
CREATE TRIGGER casedecision_stays BEFORE DELETE ON careers_casedecision FOR EACH ROW EXECUTE FUNCTION careers_refuse();
CREATE TRIGGER discipline_stays BEFORE DELETE ON careers_disciplinedecision FOR EACH ROW EXECUTE FUNCTION careers_refuse();
CREATE TRIGGER override_stays BEFORE DELETE ON careers_moveoverride FOR EACH ROW EXECUTE FUNCTION careers_refuse();
CREATE TRIGGER review_stays BEFORE DELETE ON careers_termreview FOR EACH ROW EXECUTE FUNCTION careers_refuse();
"""
UNPROTECT = """
DROP TRIGGER case_stays ON careers_removalcase;
DROP TRIGGER casedecision_stays ON careers_casedecision;
DROP TRIGGER discipline_stays ON careers_disciplinedecision;
DROP TRIGGER override_stays ON careers_moveoverride;
DROP TRIGGER review_stays ON careers_termreview;
DROP FUNCTION careers_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("careers", "0001_first")]
    operations = [migrations.RunSQL(PROTECT, UNPROTECT)]
