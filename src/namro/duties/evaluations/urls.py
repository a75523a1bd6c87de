"""The month: my sheet, the reviewer's table, the decider's page, the periods, petitions, documents."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.duties.evaluations.views import (
    deciding,
    files,
    mine,
    periods,
    petitions,
    printing,
    replacing,
    review,
    rounds,
    unit_ratings,
)

P = Permission

urlpatterns = [
    page("sheets/mine", mine.my_sheet, "my_sheet", mode="reads", needs=P.HOME),
    page("sheets/<int:sheet_id>", mine.sheet, "sheet", mode="reads", needs=P.SHEET_READ, of="sheet"),
    page("sheets/<int:sheet_id>/live", mine.sheet_live, "sheet_live", mode="reads", needs=P.SHEET_READ, of="sheet"),
    page("sheets/<int:sheet_id>/self", mine.self_score, "self_score", mode="writes", needs=P.SHEET_SELF_SCORE, of="sheet", one_act=True),
    page("sheets/<int:sheet_id>/draft", mine.self_draft, "self_draft", mode="writes", needs=P.SHEET_SELF_SCORE, of="sheet", one_act=True),
    page("review", review.to_table, "review_short", mode="reads", needs=P.SHEET_REVIEW),
    page("sheets/review", review.review_table, "review_table", mode="writes", needs=P.SHEET_REVIEW),
    page("sheets/accept-all", review.accept_all, "accept_all", mode="writes", needs=P.SHEET_REVIEW),
    page("sheets/review/lines", review.review_lines, "review_lines", mode="reads", needs=P.SHEET_REVIEW),
    page("sheets/<int:sheet_id>/review", review.review_row, "review_row", mode="writes", needs=P.SHEET_REVIEW, of="sheet", one_act=True),
    page("sheets/<int:sheet_id>/accept", review.accept_row, "accept_row", mode="writes", needs=P.SHEET_REVIEW, of="sheet", one_act=True),
    page("sheets/<int:sheet_id>/back", review.send_back, "send_back", mode="writes", needs=P.SHEET_REVIEW, of="sheet"),
    page("sheets/<int:sheet_id>/not-rated", review.not_rated, "not_rated", mode="writes", needs=P.ROUND_PREPARE, of="sheet"),
    page("sheets/<int:sheet_id>/reopen", rounds.sheet_reopen, "sheet_reopen", mode="writes", needs=P.ROUND_DECIDE, of="sheet"),
    page("sheets/<int:sheet_id>/replace", replacing.replace_rating, "replace_rating", mode="writes", needs=P.ROUND_DECIDE, of="sheet"),
    page("sheets/<int:sheet_id>/replacements/<int:decision_id>.<str:kind>", replacing.replacement_file, "replacement_file", mode="reads", needs=P.DOCUMENT_READ, of="replacement"),
    page("sheets/<int:sheet_id>/petition", petitions.petition_file, "petition_file", mode="writes", needs=P.PETITION_FILE, of="sheet"),
    page("sheets/<int:sheet_id>/form.<str:kind>", files.sheet_file, "sheet_file", mode="reads", needs=P.DOCUMENT_READ, of="sheet_file"),
    page("rounds/", rounds.rounds, "rounds", mode="reads", needs=P.ROUND_READ),
    page("rounds/<int:round_id>", rounds.round_page, "round", mode="reads", needs=P.ROUND_READ, of="round"),
    page("rounds/<int:round_id>/signs", rounds.signs, "round_signs", mode="reads", needs=P.ROUND_PREPARE, of="round"),
    page("rounds/<int:round_id>/decide", deciding.decide, "decide", mode="writes", needs=P.ROUND_DECIDE, of="round"),
    page("rounds/<int:round_id>/units", unit_ratings.unit_ratings, "unit_ratings", mode="writes", needs=P.ROUND_DECIDE, of="round"),
    page("rounds/<int:round_id>/forms", printing.round_forms, "round_forms", mode="writes", needs=P.ROUND_PREPARE, of="round"),
    page("rounds/<int:round_id>/ratings", petitions.ratings, "ratings", mode="reads", needs=P.RATING_READ, of="published_round"),
    page("rounds/<int:round_id>/do/<slug:act>", rounds.round_act, "round_act", mode="writes", needs=P.ROUND_PREPARE, of="round_act"),
    page("rounds/<int:round_id>/files/<str:kind>", files.round_file, "round_file", mode="reads", needs=P.ROUND_PREPARE, of="round_file"),
    page("periods/", periods.period_list, "periods", mode="reads", needs=P.PERIOD_OPEN),
    page("periods/open", periods.period_open, "period_open", mode="writes", needs=P.PERIOD_OPEN),
    page("periods/<int:period_id>", periods.period_page, "period", mode="reads", needs=P.PERIOD_OPEN, of="period"),
    page("periods/<int:period_id>/do/<slug:act>", periods.period_act, "period_act", mode="writes", needs=P.PERIOD_OPEN, of="period_act"),
    page("periods/<int:period_id>/close", periods.period_close, "period_close", mode="writes", needs=P.PERIOD_OPEN, of="period"),
    page("periods/<int:period_id>/files/<str:kind>", files.period_file, "period_file", mode="reads", needs=P.PERIOD_OPEN, of="period_file"),
    page("petitions/", petitions.petition_list, "petitions", mode="reads", needs=P.HOME),
    page("petitions/<int:petition_id>", petitions.petition, "petition", mode="reads", needs=P.SHEET_READ, of="petition"),
    page("petitions/<int:petition_id>/handler", petitions.petition_handler, "petition_handler", mode="writes", needs=P.PETITION_ANSWER, of="petition"),
    page("petitions/<int:petition_id>/answer", petitions.petition_answer, "petition_answer", mode="writes", needs=P.PETITION_ANSWER, of="petition"),
]  # fmt: skip
