"""Work and catalogue pages."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission as P  # noqa: N817 - one letter keeps the table readable
from namro.duties.assignments.views import catalogue, mine, piece, plan, proposals, team

urlpatterns = [
    page("work/mine", mine.my_work, "my_work", mode="writes", needs=P.WORK_REPORT),
    page("work/team", team.team_work, "team_work", mode="reads", needs=P.WORK_READ),
    page("work/accept", team.accept_work, "accept_work", mode="writes", needs=P.WORK_ACCEPT),
    page("work/plan", plan.work_plan, "work_plan", mode="writes", needs=P.WORK_ASSIGN),
    page("work/copy", plan.copy_work, "copy_work", mode="reads", needs=P.WORK_ASSIGN),
    page("work/assign", plan.assign_work, "assign_work", mode="writes", needs=P.WORK_ASSIGN),
    page("work/undo/<uuid:batch>", plan.undo, "undo_batch", mode="writes", needs=P.WORK_ASSIGN, of="assignment_batch"),
    page("work/person/<int:posting_id>", team.member_work, "member_work", mode="reads", needs=P.WORK_READ, of="posting"),
    page("work/<int:assignment_id>", piece.work_piece, "work_piece", mode="reads", needs=P.WORK_READ, of="assignment"),
    page("work/<int:assignment_id>/evidence", piece.evidence, "work_evidence", mode="reads", needs=P.WORK_READ, of="assignment"),
    page("work/<int:assignment_id>/hand-over", piece.hand_over_work, "hand_over_work", mode="writes", needs=P.WORK_ASSIGN, of="assignment"),
    page("work/<int:assignment_id>/split", piece.split_work, "split_work", mode="writes", needs=P.WORK_ASSIGN, of="assignment"),
    page("work/<int:assignment_id>/withdraw", piece.withdraw_work, "withdraw_work", mode="writes", needs=P.WORK_ASSIGN, of="assignment"),
    page("work/<int:assignment_id>/accept", piece.accept_piece, "accept_piece", mode="writes", needs=P.WORK_ACCEPT, of="assignment"),
    page("work/<int:assignment_id>/reopen", piece.reopen_work, "reopen_work", mode="writes", needs=P.WORK_ACCEPT, of="assignment"),
    page("work/<int:assignment_id>/incident", piece.record_work_incident, "record_work_incident", mode="writes", needs=P.WORK_ACCEPT, of="assignment"),
    page("work/incidents/<int:incident_id>/excuse", piece.excuse_incident, "excuse_incident", mode="writes", needs=P.WORK_EXCUSE, of="incident"),
    page("work/incidents/<int:incident_id>/take-back", piece.take_back_incident, "take_back_incident", mode="writes", needs=P.WORK_ACCEPT, of="incident"),
    page("catalogue/", catalogue.catalogues, "catalogues", mode="reads", needs=P.CATALOGUE_READ),
    page("catalogue/new", catalogue.new_catalogue, "new_catalogue", mode="writes", needs=P.CATALOGUE_DRAFT),
    page("catalogue/proposals/", proposals.proposals, "proposals", mode="reads", needs=P.CATALOGUE_READ),
    page("catalogue/proposals/new", proposals.new_proposal, "new_proposal", mode="writes", needs=P.CATALOGUE_READ),
    page("catalogue/proposals/<int:proposal_id>", proposals.proposal, "proposal", mode="writes", needs=P.PROPOSAL_READ, of="proposal"),
    page("catalogue/<int:catalogue_id>", catalogue.catalogue, "catalogue", mode="reads", needs=P.CATALOGUE_READ, of="catalogue"),
    page("catalogue/<int:catalogue_id>/compare", catalogue.compare_catalogues, "compare_catalogues", mode="reads", needs=P.CATALOGUE_READ, of="catalogue"),
    page("catalogue/<int:catalogue_id>/edit", catalogue.edit_catalogue, "edit_catalogue", mode="writes", needs=P.CATALOGUE_DRAFT, of="catalogue"),
    page("catalogue/<int:catalogue_id>/items/new", catalogue.edit_item, "new_item", mode="writes", needs=P.CATALOGUE_DRAFT, of="catalogue"),
    page("catalogue/<int:catalogue_id>/items/<int:item_id>", catalogue.edit_item, "edit_item", mode="writes", needs=P.CATALOGUE_DRAFT, of="catalogue"),
    page("catalogue/<int:catalogue_id>/items/<int:item_id>/remove", catalogue.remove_item, "remove_item", mode="writes", needs=P.CATALOGUE_DRAFT, of="catalogue"),
    page("catalogue/<int:catalogue_id>/check", lambda request, catalogue_id: catalogue.change_catalogue(request, catalogue_id, "check"), "check_catalogue", mode="writes", needs=P.CATALOGUE_DRAFT, of="catalogue"),
    page("catalogue/<int:catalogue_id>/review", lambda request, catalogue_id: catalogue.change_catalogue(request, catalogue_id, "review"), "review_catalogue", mode="writes", needs=P.CATALOGUE_DRAFT, of="catalogue"),
    page("catalogue/<int:catalogue_id>/return", catalogue.return_catalogue, "return_catalogue", mode="writes", needs=P.CATALOGUE_DRAFT, of="catalogue"),
    page("catalogue/<int:catalogue_id>/decide", catalogue.decide_catalogue, "decide_catalogue", mode="writes", needs=P.CATALOGUE_DECIDE, of="catalogue"),
]  # fmt: skip
