"""Money that follows ratings, and the lists of merit: bonus fund, additional income, reward proposals, who comes first.

Legal basis: NĐ 335/2025 art. 23, NĐ 161/2026 (bonus fund), the city's resolutions on additional income.
Way in: a unit's dated regulation, a list computed from `city.facts.Rating` and reconciled to its fund, then decided.
"""
