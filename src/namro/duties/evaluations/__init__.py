"""The month: a period opens, sheets are self-scored, reviewed, decided under the quota, published, petitioned, closed.

Legal basis: NĐ 335/2025 art. 10 to 22 and whichever framework of law/frameworks is in force for the period.
Way in: `services` (open_period, self_score, review, decide, publish, petition …) and `selectors.sheets_visible_to`.
The scoring itself is `namro.engine`; this room decides who may do which step, and keeps what was decided.
"""
