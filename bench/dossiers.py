"""Dossiers for benchmarks, straight in SQL: a point a unit, any number of dossiers with their steps and pauses.

One in fifty runs still and is somebody's turn: handed in these three weeks, due over the weeks around today, one in ten of
them paused. That is three times what a province has at once: a dossier of Phú Thọ took 4.4 days on average in 2026, so of a
million handed in over 680 days 6,500 run. Of those done one in four was paused, one in twelve twice. Twenty fields, 4,500 names.
"""

from __future__ import annotations

from bench.city import FAMILY, GIVEN, MIDDLE
from bench.month import execute, vacuum

POINTS = """
INSERT INTO onestop_servicepoint (code, name, kind, unit_id, address, valid)
SELECT 'H26.' || row_number() OVER (ORDER BY id), 'Điểm phục vụ', 'commune', id, '', '[2020-01-01,)' FROM organisation_unit
"""
HOURS = """
INSERT INTO onestop_openinghours (point_id, valid, week, basis)
SELECT id, '[2020-01-01,)', jsonb_object_agg(day::text, '[["08:00", "12:00"], ["13:00", "17:00"]]'::jsonb), ''
FROM onestop_servicepoint, generate_series(1, 5) AS day GROUP BY id
"""
DOSSIERS = """
INSERT INTO onestop_dossier (code, point_id, unit_id, procedure_code, procedure_name, field, "case", channel, state, version,
    applicant, applicant_key, id_number, phone, email, address, agent, agent_paper, agent_kind, agent_licence, papers, note,
    is_same_day, is_elsewhere, accepted_at, accepted_by_id, limit_quantity, limit_unit, finished_at, is_late, result_number,
    result_on, result_signer, returned_to, returned_way, returned_tracking, returned_address, created_at, source_ref, step_person_id)
SELECT p.code || '-' || to_char(w.accepted, 'YYMMDD') || '-' || lpad((i %% 1000000)::text, 6, '0'), p.id, p.unit_id, '1.' || i %% 500,
    'Thủ tục ' || i %% 500, 'Lĩnh vực ' || i %% 20, '', 'counter',
    CASE WHEN w.done THEN 'done' WHEN i / 400 %% 10 = 0 THEN 'supplement' ELSE 'processing' END, 0,
    concat_ws(' ', (%(family)s::text[])[1 + i %% 15], (%(middle)s::text[])[1 + i / 15 %% 10], (%(given)s::text[])[1 + i / 150 %% 30]),
    concat_ws(' ', (%(family_key)s::text[])[1 + i %% 15], (%(middle_key)s::text[])[1 + i / 15 %% 10], (%(given_key)s::text[])[1 + i / 150 %% 30]),
    '', '', '', '', '', '', '', '', '[]', '', false, false, w.accepted, %(user)s, 1 + i %% 20,
    CASE WHEN i %% 10 < 8 THEN 'working_days' WHEN i %% 10 = 8 THEN 'days' ELSE 'months' END,
    CASE WHEN w.done THEN least(w.accepted + (1 + i %% 30) * interval '1 day', %(at)s) END, false, 'KQ-' || i,
    CASE WHEN w.done THEN DATE '2026-11-20' END, 'Người ký', '', '', '', '', w.accepted, 'bench:' || i,
    CASE WHEN NOT w.done THEN h.people[1 + i %% cardinality(h.people)] END
FROM generate_series(1, %(dossiers)s) AS i
JOIN (
    SELECT s.*, row_number() OVER (ORDER BY s.id) - 1 AS place, count(*) OVER () AS many
    FROM onestop_servicepoint s JOIN organisation_unit u ON u.id = s.unit_id AND u.code ~ %(units)s
) p ON p.place = i %% p.many
LEFT JOIN (SELECT unit_id, array_agg(person_id ORDER BY id) AS people FROM people_posting WHERE kind = 'main' GROUP BY 1) h
    ON h.unit_id = p.unit_id
CROSS JOIN LATERAL (SELECT (i + i / 20) %% 50 > 0 AS done) r
CROSS JOIN LATERAL (SELECT r.done, CASE
    WHEN r.done THEN TIMESTAMPTZ '2025-01-06 09:00+07' + (i::bigint * 7919 %% 680) * interval '1 day'
    ELSE date_trunc('day', %(at)s, 'Asia/Ho_Chi_Minh') - (1 + i::bigint * 7919 %% 21) * interval '1 day' + interval '9 hours' END AS accepted) w
"""
PAUSES = """
INSERT INTO onestop_pause (dossier_id, reason, policy, start, "end", basis)
SELECT d.id, 'supplement', CASE WHEN d.id % 3 = 0 THEN 'restart' ELSE 'shift' END, d.accepted_at + n * interval '2 days',
    d.accepted_at + n * interval '2 days' + interval '30 hours', ''
FROM onestop_dossier d, generate_series(1, 2) AS n WHERE d.finished_at IS NOT NULL AND d.id % 4 = 0 AND (n = 1 OR d.id % 3 = 0)
UNION ALL
SELECT d.id, 'supplement', 'shift', d.accepted_at + interval '1 hour', NULL, '' FROM onestop_dossier d WHERE d.state = 'supplement'
"""
STEPS = """
INSERT INTO onestop_step (dossier_id, number, unit_id, task, result, limit_quantity, limit_unit, started_at, finished_at,
    finished_by_id, is_late, outcome)
SELECT d.id, n, d.unit_id, 'Việc', 'Kết quả', 1, 'working_days', d.accepted_at, d.finished_at,
    CASE WHEN d.finished_at IS NULL THEN NULL ELSE %(user)s END, false, ''
FROM onestop_dossier d, generate_series(1, 5) AS n WHERE d.finished_at IS NOT NULL OR n = 1
"""


def build(given: dict[str, object]) -> None:
    """Fill the database of a city (bench.city.build) with `dossiers` as of `at`, received by `user`; due moments reckoned.

    They stand at the points of the units whose code matches `units`: everywhere, if it is not given.
    """
    from django.db import connection

    from namro.duties.onestop.selectors import lateness

    names = {"family": FAMILY, "middle": MIDDLE, "given": GIVEN}
    execute(POINTS)
    execute(HOURS)
    execute(DOSSIERS, {"units": "", **given, **names, **{f"{name}_key": _keys(words) for name, words in names.items()}})
    execute(PAUSES)
    execute(STEPS, given)
    for table in ("onestop_dossier", "onestop_pause", "onestop_step"):
        vacuum(table)
    with connection.cursor() as cursor:
        cursor.execute(lateness.DUE_MOMENTS, lateness.given(given["at"], None))
    vacuum("onestop_dossier")


def _keys(words: list[str]) -> list[str]:
    from namro.engine.text import search_key

    return [search_key(one) for one in words]
