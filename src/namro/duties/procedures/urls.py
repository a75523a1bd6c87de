"""The catalogue: procedures with their versions, decisions with their lines, online services, plans."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.duties.procedures.views import catalogue, decisions, drafting, plans

P = Permission
ONE, DECISION, PLAN = (
    "procedures/<int:procedure_id>",
    "procedures/decisions/<int:decision_id>",
    "procedures/plans/<int:plan_id>",
)
READ, EDIT, PUBLISH = P.PROCEDURES_READ, P.PROCEDURES_EDIT, P.PROCEDURES_PUBLISH

urlpatterns = [
    page("procedures/", catalogue.procedure_list, "procedures", mode="reads", needs=READ),
    page("procedures.xlsx", catalogue.procedure_file, "procedures_file", mode="reads", needs=READ),
    page("procedures/online/", catalogue.online, "procedures_online", mode="reads", needs=READ),
    page(
        "procedures/online/many/",
        drafting.set_online_of_many,
        "procedures_online_many",
        mode="writes",
        needs=EDIT,
        of="whole_catalogue",
    ),
    page("procedures/new/", drafting.new_procedure, "procedure_new", mode="writes", needs=EDIT, of="whole_catalogue"),
    page("procedures/decisions/", decisions.decision_list, "publications", mode="reads", needs=READ),
    page(
        "procedures/decisions/new/",
        decisions.new_decision,
        "publication_new",
        mode="writes",
        needs=PUBLISH,
        of="whole_catalogue",
    ),
    page(f"{DECISION}/", decisions.decision_page, "publication", mode="reads", needs=READ, of="publication"),
    page(f"{DECISION}/line/", decisions.add_line, "publication_line", mode="writes", needs=PUBLISH, of="publication"),
    page(
        f"{DECISION}/lines/<int:line_id>/",
        decisions.remove_line,
        "publication_line_remove",
        mode="writes",
        needs=PUBLISH,
        of="publication_line",
    ),
    page(
        f"{DECISION}/publish/", decisions.publish, "publication_publish", mode="writes", needs=PUBLISH, of="publication"
    ),
    page(
        f"{DECISION}/enter/",
        decisions.enter,
        "publication_enter",
        mode="writes",
        needs=PUBLISH,
        of="publication_signed",
    ),
    page("procedures/plans/", plans.plan_list, "simplifications", mode="reads", needs=READ),
    page(
        "procedures/plans/new/", plans.new_plan, "simplification_new", mode="writes", needs=EDIT, of="whole_catalogue"
    ),
    page(f"{PLAN}/", plans.plan_page, "simplification", mode="reads", needs=READ, of="simplification"),
    page(f"{PLAN}/line/", plans.add_saving, "simplification_line", mode="writes", needs=EDIT, of="simplification"),
    page(f"{PLAN}/approve/", plans.approve, "simplification_approve", mode="writes", needs=EDIT, of="simplification"),
    page(
        f"{PLAN}/lines/<int:line_id>/",
        plans.link,
        "simplification_link",
        mode="writes",
        needs=EDIT,
        of="simplification_approved",
    ),
    page(f"{ONE}/", catalogue.procedure_page, "procedure", mode="reads", needs=READ, of="procedure"),
    page(f"{ONE}/draft/", drafting.draft, "procedure_draft", mode="writes", needs=EDIT, of="procedure"),
    page(
        f"{ONE}/withdraw/", drafting.withdraw, "procedure_withdraw", mode="writes", needs=EDIT, of="procedure_drafted"
    ),
    page(f"{ONE}/online/", drafting.set_online, "procedure_online", mode="writes", needs=EDIT, of="procedure"),
    page(
        "procedures/online/<int:level_id>/take-back/",
        drafting.take_online_back,
        "procedure_online_back",
        mode="writes",
        needs=EDIT,
        of="online_level",
    ),
    page(f"{ONE}/suspend/", drafting.suspend_online, "procedure_suspend", mode="writes", needs=EDIT, of="procedure"),
    page(
        "procedures/online/suspended/<int:suspension_id>/resume/",
        drafting.resume_online,
        "procedure_resume",
        mode="writes",
        needs=EDIT,
        of="online_suspension",
    ),
    page(f"{ONE}/process/", drafting.process, "procedure_process", mode="writes", needs=EDIT, of="procedure"),
]
