"""Decisions are counted by group of similar tasks too: such a group has a cap of its own."""

from importlib import import_module

from django.db import migrations, models

BEFORE = import_module("namro.insight.indicators.migrations.0002_kept_by_the_database")
ZONE = "Asia/Ho_Chi_Minh"  # the day of a decision is the city's
DECIDED = """INSERT INTO indicators_decisiontally (round_id, task_group, rating, day, people)
    SELECT d.round_id, s.task_group, {r}.rating, (d.at AT TIME ZONE '{zone}')::date, {sign}count(*)
    FROM {rows} JOIN evaluations_decision d ON d.id = c.decision_id JOIN evaluations_sheet s ON s.id = c.sheet_id
    GROUP BY 1, 2, 3, 4"""
# What a later decision says of a sheet takes the earlier away, on its own day.
EARLIER = """{came} c CROSS JOIN LATERAL (
    SELECT x.rating FROM evaluations_decidedrating x WHERE x.sheet_id = c.sheet_id AND x.id < c.id ORDER BY x.id DESC LIMIT 1) p"""


def deciding(came: str) -> str:
    plus = DECIDED.format(r="c", rows=f"{came} c", sign="", zone=ZONE)
    return plus + ";\n    " + DECIDED.format(r="p", rows=EARLIER.format(came=came), sign="-", zone=ZONE)


KEEP = f"""
CREATE OR REPLACE FUNCTION indicators_count_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {deciding("came")};
    RETURN NULL;
END $$;
CREATE FUNCTION indicators_count_decisions_anew() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM indicators_decisiontally;
    {deciding("evaluations_decidedrating")};
END $$;
CREATE OR REPLACE FUNCTION indicators_count_anew() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM indicators_ratingtally;
    {BEFORE.adding("p.published_on", "facts_rating p", "p", "", "true")};
    {BEFORE.adding(BEFORE.OUT, "facts_rating p", "p", "-", f"NOT p.in_force AND {BEFORE.OUT} IS NOT NULL")};
    PERFORM indicators_count_decisions_anew();
END $$;
SELECT indicators_count_decisions_anew();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_kept_by_the_database"), ("evaluations", "0005_the_year")]
    operations = [
        migrations.AddField(
            "decisiontally",
            "task_group",
            models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.RunSQL(KEEP, "DROP FUNCTION indicators_count_decisions_anew()"),
    ]
