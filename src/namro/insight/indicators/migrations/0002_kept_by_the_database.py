"""Tallies of ratings are kept by the database itself: whoever publishes, replaces or withdraws a rating, they follow."""

from django.db import migrations

ZONE = "Asia/Ho_Chi_Minh"  # the day of a withdrawal is the city's
KEYS = "kind, lower({r}.valid), upper({r}.valid), {r}.unit_id, {r}.framework, {r}.staff_group, {r}.rank, {r}.level, {r}.place, {r}.is_failing"
SUMS = "{sign}count(*), {sign}count({r}.total), {sign}coalesce(sum({r}.total), 0)"
INTO = """INSERT INTO indicators_ratingtally
    (kind, first, until, unit_id, framework, staff_group, rank, level, place, is_failing, day, people, scored, points)"""


def adding(day: str, rows: str, alias: str, sign: str, where: str) -> str:
    keys = f"{alias}." + KEYS.format(r=alias)
    return f"{INTO} SELECT {keys}, {day}, {SUMS.format(r=alias, sign=sign)} FROM {rows} WHERE {where} AND {alias}.is_main GROUP BY 1,2,3,4,5,6,7,8,9,10,11"


CAME = adding("c.published_on", "came c", "c", "", "true")
# What a new rating replaces goes out of force on the day the new one is published.
LAST = """came c CROSS JOIN LATERAL (
    SELECT * FROM facts_rating x WHERE x.source = c.source AND x.subject_ref = c.subject_ref AND NOT x.in_force AND x.id < c.id
    ORDER BY x.id DESC LIMIT 1
) p"""
REPLACED = adding("greatest(c.published_on, p.published_on)", LAST, "p", "-", "p.withdrawn_at IS NULL")
WITHDRAWN = adding(
    f"(n.withdrawn_at AT TIME ZONE '{ZONE}')::date",
    "came n JOIN went o ON o.id = n.id",
    "n",
    "-",
    "n.withdrawn_at IS NOT NULL AND o.withdrawn_at IS NULL AND o.in_force",
)
# What followed a rating, found by the two partial indexes: of those replaced since, and of those in force.
SAME = "SELECT x.id, x.published_on FROM facts_rating x WHERE x.source = p.source AND x.subject_ref = p.subject_ref"
NEXT = f"""(SELECT published_on FROM ({SAME} AND NOT x.in_force AND x.id > p.id UNION ALL {SAME} AND x.in_force AND x.id > p.id) y
    ORDER BY id LIMIT 1)"""
OUT = f"coalesce((p.withdrawn_at AT TIME ZONE '{ZONE}')::date, greatest(p.published_on, {NEXT}))"
# The same of decisions: what a later one says of a sheet takes the earlier away, on its own day.
DECIDED = """INSERT INTO indicators_decisiontally (round_id, rating, day, people)
    SELECT d.round_id, {r}.rating, (d.at AT TIME ZONE '{zone}')::date, {sign}count(*)
    FROM {rows} JOIN evaluations_decision d ON d.id = {c}.decision_id GROUP BY 1, 2, 3"""
EARLIER = """{came} c CROSS JOIN LATERAL (
    SELECT x.rating FROM evaluations_decidedrating x WHERE x.sheet_id = c.sheet_id AND x.id < c.id ORDER BY x.id DESC LIMIT 1) p"""


def deciding(came: str) -> str:
    given = {"zone": ZONE, "c": "c"}
    plus = DECIDED.format(r="c", rows=f"{came} c", sign="", **given)
    return plus + ";\n        " + DECIDED.format(r="p", rows=EARLIER.format(came=came), sign="-", **given)


KEEP = f"""
CREATE INDEX rating_unit ON facts_rating (unit_id, kind, valid);
CREATE INDEX rating_level ON facts_rating (kind, level, valid);
CREATE INDEX rating_replaced ON facts_rating (source, subject_ref, id) WHERE NOT in_force;
CREATE FUNCTION indicators_count_ratings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {CAME};
        {REPLACED};
    ELSE
        {WITHDRAWN};
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER indicators_ratings_came AFTER INSERT ON facts_rating REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION indicators_count_ratings();
CREATE TRIGGER indicators_ratings_changed AFTER UPDATE ON facts_rating REFERENCING OLD TABLE AS went NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION indicators_count_ratings();
CREATE FUNCTION indicators_count_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {deciding("came")};
    RETURN NULL;
END $$;
CREATE TRIGGER indicators_decided AFTER INSERT ON evaluations_decidedrating REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION indicators_count_decisions();
CREATE FUNCTION indicators_count_anew() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM indicators_ratingtally;
    DELETE FROM indicators_decisiontally;
    {deciding("evaluations_decidedrating")};
    {adding("p.published_on", "facts_rating p", "p", "", "true")};
    {adding(OUT, "facts_rating p", "p", "-", f"NOT p.in_force AND {OUT} IS NOT NULL")};
END $$;
SELECT indicators_count_anew();
"""
FORGET = """
DROP TRIGGER indicators_ratings_came ON facts_rating;
DROP TRIGGER indicators_ratings_changed ON facts_rating;
DROP FUNCTION indicators_count_ratings();
DROP FUNCTION indicators_count_anew();
DROP TRIGGER indicators_decided ON evaluations_decidedrating;
DROP FUNCTION indicators_count_decisions();
DROP INDEX rating_replaced, rating_unit, rating_level;
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_first"), ("facts", "0005_failing_years"), ("evaluations", "0005_the_year")]
    operations = [migrations.RunSQL(KEEP, FORGET)]
