"""Surveys: instruments, campaigns, the counter's device, paper, results."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.duties.surveys.views import answering, campaigns, instruments, results

P = Permission
ONE = "surveys/<int:campaign_id>"
BOOKS = "surveys/instruments"

urlpatterns = [
    page("surveys/", campaigns.campaign_list, "survey_list", mode="reads", needs=P.SURVEY_LIST),
    page("surveys/new/", campaigns.plan, "survey_new", mode="writes", needs=P.SURVEY_KEEP),
    page(f"{BOOKS}/", instruments.instrument_list, "survey_instruments", mode="reads", needs=P.SURVEY_LIST),
    page(
        f"{BOOKS}/<int:instrument_id>/",
        instruments.instrument,
        "survey_instrument",
        mode="reads",
        needs=P.SURVEY_LIST,
        of="survey_instrument",
    ),
    page(
        f"{BOOKS}/<int:before_id>/<int:after_id>/",
        instruments.compare,
        "survey_compare",
        mode="reads",
        needs=P.SURVEY_LIST,
        of="survey_versions",
    ),
    page(
        f"{BOOKS}/adopt/<slug:key>/",
        instruments.adopt,
        "survey_adopt",
        mode="writes",
        needs=P.SURVEY_KEEP,
        of="survey_sample",
    ),
    page(f"{ONE}/", campaigns.campaign, "survey", mode="reads", needs=P.SURVEY_READ, of="survey"),
    page(f"{ONE}/start/", campaigns.start, "survey_start", mode="writes", needs=P.SURVEY_KEEP, of="survey"),
    page(f"{ONE}/invite/", campaigns.invite, "survey_invite", mode="writes", needs=P.SURVEY_KEEP, of="survey_open"),
    page(f"{ONE}/close/", campaigns.close, "survey_close", mode="writes", needs=P.SURVEY_KEEP, of="survey_open"),
    page(f"{ONE}/kiosk/", answering.kiosk, "survey_kiosk", mode="writes", needs=P.SURVEY_ENTER, of="survey_open"),
    page(f"{ONE}/paper/", answering.paper_first, "survey_paper", mode="writes", needs=P.SURVEY_ENTER, of="survey_open"),
    page(f"{ONE}/results/", results.results, "survey_results", mode="reads", needs=P.SURVEY_READ, of="survey_closed"),
    page(
        f"{ONE}/results.xlsx",
        results.results_file,
        "survey_results_file",
        mode="reads",
        needs=P.SURVEY_READ,
        of="survey_closed",
    ),
    page(
        "surveys/paper/<int:sheet_id>/second/",
        answering.paper_second,
        "survey_paper_second",
        mode="writes",
        needs=P.SURVEY_ENTER,
        of="survey_paper",
    ),
    page(
        "surveys/paper/<int:sheet_id>/again/",
        answering.paper_again,
        "survey_paper_again",
        mode="writes",
        needs=P.SURVEY_ENTER,
        of="survey_paper",
    ),
]
