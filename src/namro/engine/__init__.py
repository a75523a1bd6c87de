"""Pure rules: a framework and two frames in, one frame of results out. No Django, no I/O, no clock.

The nouns. A **framework** (`framework.Framework`) is the law as data: criteria, formulas, bands, overrides, quota,
roll-up and the settings for what the law leaves open, each citing its article. A **sheet** is one person, or one unit,
in one period; its **lines** are the pieces of converted work. A **level** is what a band asks for besides, or instead
of, points: conditions that must all hold. A **result** is what the formulas make of a sheet: its state (`RATED`,
`NOT_RATED`, `INSUFFICIENT_DATA`, `AUTHORITY_DECIDES`), its exact total and the band that points and levels give. An
**explanation** is the tree from that total down to every input. A **quota** counts, and never demotes. A **standing**
is what a rating is decided on: score, band, eligibility, proposed and decided rating stay five values apart.

The way in. `framework.parse_framework` reads the law; `intake.read_sheets` checks sheets given as plain data and
makes frames of them; `scoring.score` scores one sheet or a million by the same compiled formulas, exactly;
`explain.explain_sheet` says why; `quota.caps` and `quota.over_cap` count the top band under every reading;
`eligibility.best_level` and `check_decision` say what may be decided on it; `rollup.roll_up` makes quarters and years
of months; `figures` writes exact numbers as text.
"""
