"""The catalogue of administrative procedures: what may be asked for on a date, in what time, with which papers and fee.

Legal basis: NĐ 63/2010 as amended by NĐ 48/2013 and NĐ 92/2017 (parts of a procedure, publication, review), TT
01/2018/TT-VPCP (internal processes), NĐ 224/2026 (online services); what was not read stands in
law/parameters/procedures.yaml as LOCAL_POLICY.
The nouns: a procedure, its dated versions (exactly one in force on a date), the decisions that publish them with their
change lines, internal processes, online levels, simplification plans.
The way in: `services` writes, `selectors` reads; `selectors.version_on`, `whole_by_code` and `process_on` are what the
one-stop desk is joined to in config/wiring.py.
"""
