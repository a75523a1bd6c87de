"""Catalogues of converted outputs and the work assigned from them under the five clears.

Legal basis: NĐ 335/2025 art. 13 (catalogue), art. 14 (results), art. 18.1 (assigning).
Way in: `services.assign`, `services.report_result`, `services.accept_result`; every accepted figure becomes a
`city.facts.WorkLine`, which is all that other duties see.
"""
