"""The public pages. Nobody signs in here; what is written goes through limits of its own."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.web.portal.views import booking, dossiers, feedback, procedures, rating, statistics

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
]  # fmt: skip
