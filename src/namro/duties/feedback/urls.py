"""The register of feedback: its list, one item, and each act on it."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.duties.feedback.views import acts, register

P = Permission
ITEM = "feedback/<int:feedback_id>"

urlpatterns = [
    page("feedback/", register.feedback_list, "feedback_list", mode="reads", needs=P.FEEDBACK_LIST),
    page("feedback.xlsx", register.feedback_file, "feedback_file", mode="reads", needs=P.FEEDBACK_LIST),
    page("feedback/new/", acts.receive, "feedback_new", mode="writes", needs=P.FEEDBACK_LIST),
    page(f"{ITEM}/", register.feedback_item, "feedback_item", mode="reads", needs=P.FEEDBACK_READ, of="feedback"),
    page(f"{ITEM}/assign/", acts.assign, "feedback_assign", mode="writes", needs=P.FEEDBACK_ASSIGN, of="feedback"),
    page(
        f"{ITEM}/verify/",
        acts.verify,
        "feedback_verify",
        mode="writes",
        needs=P.FEEDBACK_HANDLE,
        of="feedback_verified",
    ),
    page(
        f"{ITEM}/answer/",
        acts.answer,
        "feedback_answer",
        mode="writes",
        needs=P.FEEDBACK_HANDLE,
        of="feedback_verified",
    ),
    page(
        f"{ITEM}/correct/",
        acts.correct,
        "feedback_correct",
        mode="writes",
        needs=P.FEEDBACK_DECIDE,
        of="feedback_answered",
    ),
    page(f"{ITEM}/pass-on/", acts.pass_on, "feedback_pass_on", mode="writes", needs=P.FEEDBACK_ASSIGN, of="feedback"),
    page(
        f"{ITEM}/publish/",
        acts.publish,
        "feedback_publish",
        mode="writes",
        needs=P.FEEDBACK_PUBLISH,
        of="feedback_answered",
    ),
]
