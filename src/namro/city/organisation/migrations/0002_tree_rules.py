"""A unit never stands under itself, and never under a unit that does not exist on one of its days."""

from django.db import migrations

RULES = """
CREATE FUNCTION organisation_check_spell() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    uncovered datemultirange;
    circle boolean;
BEGIN
    IF NEW.parent_id IS NULL OR NOT EXISTS (SELECT 1 FROM organisation_unitspell WHERE id = NEW.id AND
        parent_id IS NOT DISTINCT FROM NEW.parent_id AND valid = NEW.valid) THEN
        RETURN NULL;  -- changed again later in the same transaction: that change is checked by itself
    END IF;
    SELECT datemultirange(NEW.valid) - coalesce(range_agg(valid), '{}') INTO uncovered
        FROM organisation_unitspell WHERE unit_id = NEW.parent_id;
    IF NOT isempty(uncovered) THEN
        RAISE EXCEPTION 'parent unit does not exist on all days of the spell'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'unitspell_parent_exists';
    END IF;
    WITH RECURSIVE up AS (
        SELECT NEW.parent_id AS unit_id, NEW.valid AS valid
        UNION
        SELECT s.parent_id, s.valid * up.valid FROM up JOIN organisation_unitspell s
            ON s.unit_id = up.unit_id AND s.valid && up.valid
        WHERE s.parent_id IS NOT NULL
    ) SELECT EXISTS (SELECT 1 FROM up WHERE unit_id = NEW.unit_id) INTO circle;
    IF circle THEN
        RAISE EXCEPTION 'a unit cannot stand under itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'unitspell_no_circle';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER unitspell_tree AFTER INSERT OR UPDATE ON organisation_unitspell
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION organisation_check_spell();
CREATE FUNCTION organisation_check_children() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM organisation_unitspell child WHERE child.parent_id = OLD.unit_id AND child.valid && OLD.valid
        AND NOT isempty(datemultirange(child.valid) - coalesce(
            (SELECT range_agg(valid) FROM organisation_unitspell WHERE unit_id = OLD.unit_id), '{}'))
    ) THEN
        RAISE EXCEPTION 'units below would stand under nothing'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'unitspell_parent_exists';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER unitspell_children AFTER UPDATE OR DELETE ON organisation_unitspell
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION organisation_check_children();
"""
UNDO = """
DROP TRIGGER unitspell_children ON organisation_unitspell;
DROP TRIGGER unitspell_tree ON organisation_unitspell;
DROP FUNCTION organisation_check_children();
DROP FUNCTION organisation_check_spell();
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]
    operations = [migrations.RunSQL(RULES, UNDO)]
