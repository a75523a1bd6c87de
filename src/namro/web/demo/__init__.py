"""The demonstration: Hanoi as of 2026 with one commune fully staffed, built through the product's own services.

Way in: `build.build_demo()`; `scale.build_city(people=200_000)` makes the whole city for the benchmarks.
"""
