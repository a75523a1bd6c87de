"""The figures: the overview, one figure, the sheets behind a number, and both as files."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.insight.indicators.views import behind, figures, files

P = Permission.INSIGHT_READ
F = "figure"

urlpatterns = [
    page("figures/", figures.overview, "figures", mode="reads", needs=P),
    page("figures/<slug:slug>", figures.figure_page, "figure", mode="reads", needs=P, of=F),
    page("figures/<slug:slug>/sheets", behind.sheets, "figure_sheets", mode="reads", needs=P, of=F),
    page(
        "figures/<slug:slug>/file.<str:kind>", files.figure_file, "figure_file", mode="reads", needs=P, of="figure_file"
    ),
]
