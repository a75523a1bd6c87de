"""A year waits for its mean to be made anew whenever a month under it is told, replaced or withdrawn, in whatever order."""

import django.db.models.deletion
from django.db import migrations, models

# Years with months under them, of the people something was told of; found by an index of years and the one of people.
YEARS = """y.kind = 'year' AND y.is_main AND y.place IS NOT NULL"""
MONTHS = """EXISTS (SELECT FROM facts_rating m WHERE m.person_id = y.person_id AND m.kind = 'month' AND m.is_main
    AND m.total IS NOT NULL AND m.valid <@ y.valid)"""
KEEP = f"""
CREATE INDEX rating_year ON facts_rating (person_id) WHERE kind = 'year';
CREATE FUNCTION indicators_await_means() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO indicators_yearwaiting (rating_id)
    SELECT y.id FROM came y WHERE {YEARS} AND {MONTHS}
    UNION
    SELECT y.id FROM came c JOIN facts_rating y ON y.person_id = c.person_id AND y.valid @> c.valid
    WHERE c.kind = 'month' AND c.is_main AND c.total IS NOT NULL AND {YEARS}
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER indicators_means_await AFTER INSERT ON facts_rating REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION indicators_await_means();
CREATE TRIGGER indicators_means_changed AFTER UPDATE ON facts_rating REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION indicators_await_means();
INSERT INTO indicators_yearwaiting (rating_id) SELECT y.id FROM facts_rating y WHERE {YEARS} AND {MONTHS};
"""
FORGET = """
DROP TRIGGER indicators_means_await ON facts_rating;
DROP TRIGGER indicators_means_changed ON facts_rating;
DROP FUNCTION indicators_await_means();
DROP INDEX rating_year;
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_groups_of_tasks"), ("facts", "0005_failing_years")]
    operations = [
        migrations.CreateModel(
            name="YearWaiting",
            fields=[
                (
                    "rating",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="facts.rating",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(KEEP, FORGET),
    ]
