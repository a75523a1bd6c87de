"""People and how they belong to the city: postings, fields of responsibility, leave, delegations.

Legal basis: NĐ 335/2025 art. 10 (who tracks and who rates), art. 11 (leave).
Way in: `selectors.relations_of(posting, on=day)` says who scores and who decides, and why; writes in `services`.
"""
