"""What ratings lead to in a person's service: terms of office, reappointment, removal, discipline, and their timeline.

Legal basis: NĐ 335/2025 art. 11.3 and 23, NĐ 172/2025 and 234/2026 (discipline), NĐ 115/2020 (managers, until replaced).
Way in: every case begins by itself from `city.facts.Rating`, and ends only by a named person's decision with a reason.
"""
