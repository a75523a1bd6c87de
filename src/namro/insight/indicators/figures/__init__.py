"""The figures: one module each, all of one shape (`shape.Figure`), listed in `registry.FIGURES`."""
