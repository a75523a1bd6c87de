"""The public pages. What is written goes through limits of its own; citizens who sign in see their own dossiers.

No permission of the staff is asked for `portal/mine/`: its views ask for a citizen, who is no user.
"""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.web.portal.views import (
    applying,
    booking,
    desk,
    dossiers,
    feedback,
    mine,
    procedures,
    rating,
    signing,
    statistics,
)

PUBLIC = Permission.PUBLIC

urlpatterns = [
    page("portal/", procedures.home, "portal", mode="reads", needs=PUBLIC),
    page("portal/procedures/", procedures.procedure_list, "portal_procedures", mode="reads", needs=PUBLIC),
    page(
        "portal/procedures/<str:code>/",
        procedures.procedure_page,
        "portal_procedure",
        mode="reads",
        needs=PUBLIC,
        of="public_procedure",
    ),
    # A try counts even when it is refused, so no transaction stands around it.
    page("portal/dossiers/", dossiers.follow, "portal_follow", mode="writes", needs=PUBLIC, one_act=True),
    page("portal/dossiers/<str:code>/", dossiers.by_code, "portal_dossier", mode="reads", needs=PUBLIC, of="public_dossier"),
    page("portal/feedback/", feedback.send, "portal_feedback", mode="writes", needs=PUBLIC, one_act=True),
    page("portal/feedback/answer/", feedback.answer, "portal_answer", mode="writes", needs=PUBLIC, one_act=True),
    page("portal/feedback/published/", feedback.published, "portal_published", mode="reads", needs=PUBLIC),
    page(
        "feedback/<int:feedback_id>/file/",
        feedback.feedback_file,
        "portal_file",
        mode="reads",
        needs=Permission.FEEDBACK_READ,
        of="portal_file",
    ),
    page("portal/rate/", rating.rate, "portal_rate", mode="writes", needs=PUBLIC, one_act=True),
    page("portal/rate/<str:code>/", rating.by_invitation, "portal_invited", mode="reads", needs=PUBLIC, of="public_dossier"),
    page("portal/visit/", booking.choose, "portal_visit", mode="writes", needs=PUBLIC, one_act=True),
    page("portal/visit/booked/", booking.booked, "portal_booked", mode="writes", needs=PUBLIC, one_act=True),
    page("portal/statistics/", statistics.overview, "portal_statistics", mode="reads", needs=PUBLIC),
    page("portal/statistics/<slug:topic>/", statistics.topic_page, "portal_topic", mode="reads", needs=PUBLIC, of="public_topic"),
    page("portal/data/<slug:topic>.<str:kind>", statistics.open_data, "portal_data", mode="reads", needs=PUBLIC, of="public_topic"),
    # Tries count even when they are refused, and what they prove is one act by itself.
    page("portal/sign-in/", signing.sign_in, "portal_sign_in", mode="writes", needs=PUBLIC, one_act=True),
    page("portal/sign-in/first/", signing.first, "portal_first", mode="writes", needs=PUBLIC, one_act=True),
    page("portal/sign-in/provider/", signing.away, "portal_sign_in_provider", mode="reads", needs=PUBLIC),
    page("portal/sign-in/return/", signing.back, "portal_sign_in_return", mode="returns", needs=PUBLIC, one_act=True),
    page("portal/sign-out/", signing.sign_out, "portal_sign_out", mode="writes", needs=PUBLIC),
    page("portal/mine/", mine.mine, "portal_mine", mode="reads", needs=PUBLIC),
    page("portal/mine/new/<str:code>/", applying.apply, "portal_apply", mode="writes", needs=PUBLIC, of="public_procedure", one_act=True),
    page("portal/mine/registered-<int:dossier_id>/", mine.registered, "portal_registered", mode="reads", needs=PUBLIC, of="public_dossier"),
    page("portal/mine/papers-<int:dossier_id>/", applying.supply, "portal_supply", mode="writes", needs=PUBLIC, of="public_dossier", one_act=True),
    page("portal/mine/file-<int:file_id>/", applying.paper, "portal_paper", mode="reads", needs=PUBLIC, of="public_dossier"),
    page("portal/mine/<str:code>/", mine.dossier, "portal_mine_dossier", mode="reads", needs=PUBLIC, of="public_dossier"),
    page(
        "portal/mine/<str:code>/result-<int:file_id>/",
        mine.result,
        "portal_mine_result",
        mode="reads",
        needs=PUBLIC,
        of="public_dossier",
    ),
    page(
        "dossiers/<int:dossier_id>/citizen/",
        desk.citizen_account,
        "citizen_account",
        mode="writes",
        needs=Permission.DOSSIER_RECEIVE,
        of="dossier",
    ),
]  # fmt: skip
