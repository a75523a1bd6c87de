"""The statements that fill a city at scale; each moves all its rows at once."""

from __future__ import annotations

# A number in 0 … k-1 that looks drawn at random, the same one every time.
_DRAW = "((hashint8extended({n}, {seed}) %% {k} + {k}) %% {k})"


def _draw(n: str, seed: int, k: str) -> str:
    return _DRAW.format(n=n, seed=seed, k=k)


UNITS = """
INSERT INTO organisation_unit (code) SELECT code FROM scale_place WHERE is_new ORDER BY place
"""
SPELLS = """
INSERT INTO organisation_unitspell (unit_id, valid, name, search_key, kind, role, parent_id, position, basis)
SELECT u.id, daterange(%(since)s, NULL), s.name, s.search_key, s.kind, s.role, p.id, s.place, ''
FROM scale_place s JOIN organisation_unit u ON u.code = s.code JOIN organisation_unit p ON p.code = s.parent
WHERE s.is_new
"""
# One row a person to be: where they sit, and the pieces their name is drawn from.
SEATS = f"""
CREATE TEMPORARY TABLE scale_seat ON COMMIT DROP AS
SELECT n, unit_id, rank, title, sex,
    CASE WHEN rank <> 'staff' THEN 'cong_chuc' WHEN n %% 20 = 0 THEN 'ldhd' WHEN n %% 20 < 3 THEN 'vien_chuc'
         ELSE 'cong_chuc' END AS staff_group,
    {_draw("n", 1, "%(families)s")} AS family,
    {_draw("n", 2, "%(givens)s")} AS middle,
    {_draw("n", 3, "%(givens)s")} AS given
FROM (
    SELECT row_number() OVER (ORDER BY s.place, seat) AS n, u.id AS unit_id, s.head,
        CASE WHEN s.needs_head AND seat = 1 THEN 'head' WHEN seat <= s.deputies + s.needs_head::int THEN 'deputy'
             ELSE 'staff' END AS rank,
        CASE WHEN s.needs_head AND seat = 1 THEN s.head WHEN seat <= s.deputies + s.needs_head::int
             THEN 'Phó ' || s.head ELSE 'Chuyên viên' END AS title,
        CASE WHEN s.place %% 2 = seat %% 2 THEN 'f' ELSE 'm' END AS sex
    FROM scale_place s JOIN organisation_unit u ON u.code = s.code, generate_series(1, s.size) seat
) x
"""  # noqa: S608  (the pieces are this file's own)
PEOPLE = """
INSERT INTO people_person (code, full_name, sort_key, search_key, birth_date, sex, email)
SELECT 'CB' || lpad(s.n::text, 7, '0'), f.name || ' ' || m.name || ' ' || g.name,
    g.sort_key || ' ' || f.sort_key || ' ' || m.sort_key, f.search_key || ' ' || m.search_key || ' ' || g.search_key,
    DATE '1968-01-01' + (s.n * 7919 %% 12400)::int, s.sex, ''
FROM scale_seat s
JOIN scale_name f ON f.part = 'family' AND f.place = s.family
JOIN scale_name m ON m.part = 'middle' || s.sex AND m.place = s.middle
JOIN scale_name g ON g.part = 'given' || s.sex AND g.place = s.given
ORDER BY s.n
"""
# One in a hundred came in the middle of the month.
POSTINGS = """
INSERT INTO people_posting (person_id, unit_id, valid, kind, rank, staff_group, title, task_group, basis)
SELECT p.id, s.unit_id,
    daterange(CASE WHEN s.rank = 'staff' AND s.n %% 100 = 50 THEN %(middle)s::date ELSE %(since)s::date END, NULL), 'main',
    s.rank, s.staff_group, s.title,
    CASE WHEN s.rank <> 'staff' THEN 'Lãnh đạo' WHEN s.staff_group <> 'cong_chuc' THEN 'Hỗ trợ'
         WHEN s.n %% 3 = 0 THEN 'Một cửa' WHEN s.n %% 3 = 1 THEN 'Tổng hợp' ELSE 'Chuyên viên' END, ''
FROM scale_seat s JOIN people_person p ON p.code = 'CB' || lpad(s.n::text, 7, '0')
ORDER BY s.n
"""
# One in two hundred holds a second post in the agency above, the same ones whatever numbers the database gave them; deputies
# of agencies look after some of its units.
SECOND = """
INSERT INTO people_posting (person_id, unit_id, valid, kind, rank, staff_group, title, task_group, basis)
SELECT p.person_id, spell.parent_id, daterange(%(since)s, NULL), 'concurrent', 'staff', p.staff_group, 'Kiêm nhiệm', '', ''
FROM scale_seat s JOIN people_person someone ON someone.code = 'CB' || lpad(s.n::text, 7, '0')
JOIN people_posting p ON p.person_id = someone.id
JOIN organisation_unitspell spell ON spell.unit_id = p.unit_id AND spell.role = 'direct'
WHERE p.rank = 'staff' AND s.n %% 200 = 117
"""
FIELDS = """
INSERT INTO people_fieldofresponsibility (posting_id, unit_id, valid)
SELECT p.id, under.unit_id, daterange(%(since)s, NULL)
FROM people_posting p JOIN organisation_unitspell under ON under.parent_id = p.unit_id AND under.role = 'direct'
WHERE p.rank = 'deputy' AND under.unit_id %% 2 = p.id %% 2
"""
LEAVES = """
INSERT INTO people_leave (person_id, kind, valid, basis)
SELECT person_id, 'maternity', daterange(%(month)s::date - 60, %(month)s::date + 120), 'Quyết định nghỉ thai sản'
FROM people_posting WHERE rank = 'staff' AND kind = 'main' AND person_id %% 100 = 33
"""
USERS = """
INSERT INTO accounts_user (username, password, email, person_id, language, is_active, must_change_password)
SELECT lower(p.code), %(password)s, '', p.id, 'vi', true, false FROM people_person p
WHERE NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.person_id = p.id)
"""
# Who gives work to whom in the month, and the account each uses; read again for every piece below.
GIVERS = """
CREATE TEMPORARY TABLE scale_work ON COMMIT DROP AS
SELECT r.posting_id, r.person_id, r.rank <> 'staff' AS leads, r.reviewer_person_id AS giver, taker.id AS taker_user,
    giver.id AS giver_user, row_number() OVER (ORDER BY r.posting_id) AS place
FROM ({relations}) r
JOIN accounts_user taker ON taker.person_id = r.person_id
JOIN accounts_user giver ON giver.person_id = r.reviewer_person_id
WHERE r.staff_group = 'cong_chuc' AND NOT EXISTS (
    SELECT 1 FROM people_leave l WHERE l.person_id = r.person_id AND l.valid @> %(month)s::date)
"""
# Of eight pieces five are accepted, one is reported and two are under way; one in thirty was finished short.
ASSIGNMENTS = f"""
INSERT INTO assignments_assignment (month, state, origin, posting_id, item_id, title, quantity, coefficient, assigner_id,
    accountable_id, process, product, deadline, created_at, created_by_id, assigned_at, assigned_by_id, end_reason,
    reported_quantity, finished_on, evidence, evidence_file, reported_at, reported_by_id, accepted_quantity, accepted_at,
    accepted_by_id, accepted_as_reported, review_note)
SELECT %(month)s, CASE WHEN k < 5 THEN 'accepted' WHEN k = 5 THEN 'reported' ELSE 'assigned' END,
    CASE k WHEN 4 THEN 'ad_hoc' ELSE 'planned' END, posting_id, item_id, left(task, 300), quantity, coefficient, giver, giver,
    'Quy trình nội bộ giải quyết công việc', product, %(month)s::date + 8 + k * 2, %(start)s, giver_user, %(start)s,
    giver_user, '',
    CASE WHEN k < 6 THEN quantity - short END, CASE WHEN k < 6 THEN %(month)s::date + 5 + k * 2 END,
    CASE WHEN k < 6 THEN 'Văn bản số ' || posting_id || '/BC' ELSE '' END, '',
    CASE WHEN k < 6 THEN %(done)s::timestamptz END, CASE WHEN k < 6 THEN taker_user END,
    CASE WHEN k < 5 THEN quantity - short END, CASE WHEN k < 5 THEN %(done)s::timestamptz END,
    CASE WHEN k < 5 THEN giver_user END, k < 5, ''
FROM (
    SELECT w.*, k, i.id AS item_id, i.task, i.product, i.coefficient,
        2 + {_draw("w.posting_id * 8 + k", 5, "4")} AS quantity,
        ({_draw("w.posting_id * 8 + k", 6, "30")} = 0)::int AS short
    FROM scale_work w CROSS JOIN generate_series(0, %(pieces)s - 1) k
    JOIN scale_item i ON i.leads = w.leads AND i.place = (w.posting_id * 8 + k * 13) %% i.many
    WHERE w.place > %(after)s AND w.place <= %(upto)s
) x
"""  # noqa: S608  (see above)
ITEMS = """
CREATE TEMPORARY TABLE scale_item ON COMMIT DROP AS
SELECT id, task, product, coefficient, part = 'leaders' AS leads,
    row_number() OVER (PARTITION BY part = 'leaders' ORDER BY id) - 1 AS place, count(*) OVER (PARTITION BY part = 'leaders') AS many
FROM assignments_catalogueitem WHERE part IN ('leaders', 'shared') AND product <> '' AND task <> ''
"""
# The same lines the assignments' own services keep: one each, in standard units, as accepted so far.
LINES = """
INSERT INTO facts_workline (month, posting_id, origin, coefficient, assigned, completed, major_errors, errors_excused, delays,
    delays_excused, label, source, source_ref, known_at)
SELECT a.month, a.posting_id, a.origin, a.coefficient, a.quantity, coalesce(a.accepted_quantity, 0), 0, 0, 0, 0, a.title,
    'assignments', a.id::text, %(done)s
FROM assignments_assignment a JOIN scale_work w ON w.posting_id = a.posting_id
WHERE a.month = %(month)s AND w.place > %(after)s AND w.place <= %(upto)s
"""
