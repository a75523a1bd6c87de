"""The staff list inside the database: loaded once, joined by staff code, written by a handful of statements."""

from __future__ import annotations

import polars as pl

SCHEMA: dict[str, pl.DataType] = {
    "row": pl.Int32(), "sheet": pl.String(), "code": pl.String(), "full_name": pl.String(), "sort_key": pl.String(),
    "search_key": pl.String(), "birth_date": pl.Date(), "sex": pl.String(), "email": pl.String(),
    "unit_id": pl.Int64(), "rank": pl.String(), "staff_group": pl.String(), "title": pl.String(),
    "task_group": pl.String(), "first_day": pl.Date(), "last_day": pl.Date(),
}  # fmt: skip
CREATE = """
DROP TABLE IF EXISTS staff_plan, staff_in;
CREATE TEMP TABLE staff_in (
    row int, sheet text, code text, full_name text, sort_key text COLLATE "C", search_key text, birth_date date,
    sex text, email text, unit_id bigint, rank text, staff_group text, title text, task_group text,
    first_day date, last_day date
) ON COMMIT DROP
"""
COPY = "COPY staff_in FROM STDIN (FORMAT csv)"
# What to do with each row. An empty cell never erases: it keeps what the database holds.
PLAN = """
ANALYZE staff_in;
CREATE TEMP TABLE staff_plan ON COMMIT DROP AS
WITH met AS (
    SELECT s.*, p.id AS known_id, cur.id AS posting_id, cur.unit_id AS old_unit_id, lower(cur.valid) AS begun,
        upper(cur.valid) AS ends,
        p.full_name <> s.full_name OR (s.birth_date IS NOT NULL AND p.birth_date IS DISTINCT FROM s.birth_date)
            OR p.sex <> coalesce(s.sex, p.sex) OR p.email <> coalesce(s.email, p.email) AS person_differs,
        (cur.unit_id, cur.rank, cur.staff_group, cur.title, cur.task_group) IS DISTINCT FROM
            (s.unit_id, coalesce(s.rank, cur.rank), coalesce(s.staff_group, cur.staff_group),
             coalesce(s.title, cur.title), coalesce(s.task_group, cur.task_group)) AS place_differs,
        CASE WHEN cur.id IS NULL THEN coalesce(s.first_day, %(on)s) WHEN s.first_day > lower(cur.valid) THEN s.first_day
             ELSE %(on)s END AS since,
        coalesce(s.rank, cur.rank, 'staff') AS new_rank,
        coalesce(s.staff_group, cur.staff_group, %(staff_group)s) AS new_group,
        coalesce(s.title, cur.title, '') AS new_title, coalesce(s.task_group, cur.task_group, '') AS new_task_group
    FROM staff_in s
    LEFT JOIN people_person p ON p.code = s.code
    LEFT JOIN people_posting cur ON cur.person_id = p.id AND cur.kind = 'main' AND cur.valid @> %(on)s
)
SELECT met.*, known_id IS NULL AS is_new,
    coalesce(known_id, nextval('people_person_id_seq')) AS person_id,
    CASE WHEN posting_id IS NULL THEN 'open'
        WHEN NOT place_differs AND (last_day IS NULL OR last_day + 1 IS NOT DISTINCT FROM ends) THEN 'keep'
        WHEN NOT place_differs OR begun >= since THEN 'correct'
        ELSE 'move' END AS act
FROM met;
ANALYZE staff_plan
"""
TWO_HEADS = """
SELECT row, sheet, other FROM (
    SELECT row, sheet, lag(row) OVER (PARTITION BY unit_id ORDER BY row) AS other FROM staff_plan WHERE new_rank = 'head'
) heads WHERE other IS NOT NULL ORDER BY row
"""
HEAD_ALREADY = """
SELECT s.row, s.sheet, p.full_name
FROM staff_plan s
JOIN people_posting h ON h.unit_id = s.unit_id AND h.rank = 'head' AND h.person_id <> s.person_id
    AND h.valid && daterange(s.since, s.last_day + 1)
JOIN people_person p ON p.id = h.person_id
WHERE s.new_rank = 'head' AND s.act <> 'keep' AND NOT EXISTS (
    SELECT 1 FROM staff_plan leaving WHERE leaving.posting_id = h.id AND leaving.act IN ('move', 'correct')
    AND (leaving.unit_id <> h.unit_id OR leaving.new_rank <> 'head') AND leaving.since <= s.since)
ORDER BY s.row
"""
OVERLAPS = """
SELECT s.row, s.sheet, to_char(min(lower(o.valid)), 'DD/MM/YYYY')
FROM staff_plan s JOIN people_posting o ON o.person_id = s.person_id AND o.id IS DISTINCT FROM s.posting_id
    AND (o.kind = 'main' OR o.unit_id = s.unit_id) AND o.valid && daterange(s.since, s.last_day + 1)
WHERE s.act IN ('open', 'move') AND NOT s.is_new GROUP BY s.row, s.sheet ORDER BY s.row
"""
# Posted elsewhere on the day of the list, or today: whoever has left the area is not written about by typing a day before.
OUTSIDE = """
SELECT s.row, s.sheet, s.code FROM staff_plan s
WHERE (s.act <> 'keep' OR s.person_differs) AND NOT s.is_new AND (
    s.old_unit_id IS NOT NULL AND NOT s.old_unit_id = ANY(%(scope)s)
    OR (SELECT bool_and(NOT o.unit_id = ANY(%(scope)s)) FROM people_posting o
        WHERE o.person_id = s.person_id AND o.valid @> %(today)s::date))
ORDER BY s.row
"""
# Nobody keeps the record of their own posts.
OWN = """
SELECT row, sheet, code FROM staff_plan WHERE act <> 'keep' AND NOT is_new AND person_id = %(own)s ORDER BY row
"""
# Posts that are not those people hold: somebody may be barred from theirs.
OTHER_POSTS = """
SELECT s.row, s.sheet, s.person_id, s.unit_id, s.new_rank, s.since, s.posting_id
FROM staff_plan s LEFT JOIN people_posting cur ON cur.id = s.posting_id
WHERE NOT s.is_new AND s.act <> 'keep' AND (s.unit_id, s.new_rank) IS DISTINCT FROM (cur.unit_id, cur.rank)
ORDER BY s.row
"""
NAME_DIFFERS = """
SELECT s.row, s.sheet, p.full_name FROM staff_plan s JOIN people_person p ON p.id = s.person_id
WHERE NOT s.is_new AND p.full_name <> s.full_name ORDER BY s.row
"""
LEAVE_OUT = """
DELETE FROM staff_plan s USING unnest(%(rows)s::int[], %(sheets)s::text[]) AS refused(row, sheet)
WHERE s.row = refused.row AND s.sheet = refused.sheet
"""
COUNTS = """
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new AND (person_differs OR act <> 'keep')),
    count(*) FILTER (WHERE NOT is_new AND NOT person_differs AND act = 'keep') FROM staff_plan
"""
DIFFERENCES = """
SELECT s.row, s.code || ' ' || p.full_name, pair.field, pair.before, pair.after
FROM staff_plan s
JOIN people_person p ON p.id = s.person_id
LEFT JOIN people_posting cur ON cur.id = s.posting_id
CROSS JOIN LATERAL (VALUES
    ('full_name', p.full_name, s.full_name),
    ('birth_date', to_char(p.birth_date, 'DD/MM/YYYY'), to_char(coalesce(s.birth_date, p.birth_date), 'DD/MM/YYYY')),
    ('sex', p.sex, coalesce(s.sex, p.sex)),
    ('email', p.email, coalesce(s.email, p.email)),
    ('unit', cur.unit_id::text, s.unit_id::text),
    ('rank', cur.rank, s.new_rank),
    ('staff_group', cur.staff_group, s.new_group),
    ('title', cur.title, s.new_title),
    ('task_group', cur.task_group, s.new_task_group),
    ('end_date', to_char(s.ends - 1, 'DD/MM/YYYY'), to_char(coalesce(s.last_day, s.ends - 1), 'DD/MM/YYYY'))
) AS pair(field, before, after)
WHERE NOT s.is_new AND (s.person_differs OR s.act <> 'keep') AND pair.before IS DISTINCT FROM pair.after
ORDER BY s.row, pair.field LIMIT 300
"""
SPAN = "s.row > %(above)s AND s.row <= %(upto)s"
INSERT_PERSONS = f"""
INSERT INTO people_person (id, code, full_name, sort_key, search_key, birth_date, sex, email)
SELECT person_id, code, full_name, sort_key, search_key, birth_date, coalesce(sex, ''), coalesce(email, '')
FROM staff_plan s WHERE is_new AND {SPAN}
RETURNING id
"""  # noqa: S608
UPDATE_PERSONS = """
WITH old AS (
    SELECT p.* FROM people_person p JOIN staff_plan s ON s.person_id = p.id
    WHERE NOT s.is_new AND s.person_differs
), new AS (
    UPDATE people_person p SET full_name = s.full_name, sort_key = s.sort_key, search_key = s.search_key,
        birth_date = coalesce(s.birth_date, p.birth_date), sex = coalesce(s.sex, p.sex),
        email = coalesce(s.email, p.email)
    FROM staff_plan s WHERE s.person_id = p.id AND NOT s.is_new AND s.person_differs RETURNING p.*
)
SELECT new.id, to_jsonb(old) - 'id', to_jsonb(new) - 'id' FROM new JOIN old USING (id)
"""
UPDATE_POSTINGS = """
WITH old AS (
    SELECT o.* FROM people_posting o JOIN staff_plan s ON s.posting_id = o.id WHERE s.act = %(act)s
), new AS (
    UPDATE people_posting o SET {set} FROM staff_plan s WHERE s.posting_id = o.id AND s.act = %(act)s RETURNING o.*
)
SELECT new.id, to_jsonb(old) - 'id', to_jsonb(new) - 'id' FROM new JOIN old USING (id)
"""
CLOSE = UPDATE_POSTINGS.replace("{set}", "valid = daterange(lower(o.valid), s.since)")
CORRECT = UPDATE_POSTINGS.replace(
    "{set}",
    "unit_id = s.unit_id, rank = s.new_rank, staff_group = s.new_group, title = s.new_title, "
    "task_group = s.new_task_group, valid = daterange(lower(o.valid), coalesce(s.last_day + 1, upper(o.valid)))",
)
INSERT_POSTINGS = f"""
INSERT INTO people_posting (person_id, unit_id, valid, kind, rank, staff_group, title, task_group, basis)
SELECT person_id, unit_id, daterange(since, last_day + 1), 'main', new_rank, new_group, new_title, new_task_group, ''
FROM staff_plan s WHERE act IN ('open', 'move') AND {SPAN}
RETURNING id
"""  # noqa: S608
