"""The years that wait are found person by person: a plan made while the table was small cost a bulk import the square."""

from django.db import migrations

YEARS = """y.kind = 'year' AND y.is_main AND y.place IS NOT NULL"""
MONTH = "{0}.kind = 'month' AND {0}.is_main AND {0}.total IS NOT NULL"
# LATERAL with LIMIT or OFFSET is never turned round: one look by person for each row that came, whatever is known of them.
BY_PERSON = f"""
CREATE OR REPLACE FUNCTION indicators_await_means() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO indicators_yearwaiting (rating_id)
    SELECT y.id FROM came y CROSS JOIN LATERAL (
        SELECT FROM facts_rating m WHERE m.person_id = y.person_id AND {MONTH.format("m")} AND m.valid <@ y.valid LIMIT 1) m
    WHERE {YEARS}
    UNION
    SELECT y.id FROM (SELECT DISTINCT person_id, valid FROM came n WHERE {MONTH.format("n")}) c CROSS JOIN LATERAL (
        SELECT y.id FROM facts_rating y WHERE y.person_id = c.person_id AND {YEARS} AND y.valid @> c.valid OFFSET 0) y
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""
JOINED = f"""
CREATE OR REPLACE FUNCTION indicators_await_means() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO indicators_yearwaiting (rating_id)
    SELECT y.id FROM came y WHERE {YEARS} AND EXISTS (SELECT FROM facts_rating m WHERE m.person_id = y.person_id
        AND m.kind = 'month' AND m.is_main AND m.total IS NOT NULL AND m.valid <@ y.valid)
    UNION
    SELECT y.id FROM came c JOIN facts_rating y ON y.person_id = c.person_id AND y.valid @> c.valid
    WHERE c.kind = 'month' AND c.is_main AND c.total IS NOT NULL AND {YEARS}
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0006_pages_of_one_agency")]
    operations = [migrations.RunSQL(BY_PERSON, JOINED)]
