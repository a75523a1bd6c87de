"""Units of the city as a tree that is different on every date: units, their spells, successions.

Legal basis: NĐ 335/2025 art. 3 and 10 (managing, using and direct-using agencies).
Way in: `selectors.top(on=day)`, `selectors.subtree_ids(unit, on=day)`; writes in `services`.
"""
