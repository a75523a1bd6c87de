"""The one-stop desk's pages."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.duties.onestop.views import (
    consulting,
    counted,
    dossier,
    dossiers,
    fees,
    flow,
    intake,
    linking,
    papers,
    points,
    reports,
    routing,
    scores,
    summaries,
)

P = Permission
ONE, POINT, OF = "dossiers/<int:dossier_id>", "points/<int:point_id>", "dossier"
ASKED, PART = "dossiers/consultations/<int:consultation_id>", "dossiers/parts/<int:part_id>"
FEE = "dossiers/fees/<int:fee_id>"

urlpatterns = [
    page("points/", points.point_list, "points", mode="reads", needs=P.REGISTRY_READ),
    page("points/new/", points.new_point, "point_new", mode="writes", needs=P.POINT_WRITE),
    page(f"{POINT}/", points.point_page, "point", mode="reads", needs=P.REGISTRY_READ, of="point"),
    page(f"{POINT}/hours/", points.point_hours, "point_hours", mode="writes", needs=P.POINT_WRITE, of="point"),
    page(f"{POINT}/staff/", points.point_staff, "point_staff", mode="writes", needs=P.POINT_WRITE, of="point"),
    page(f"{POINT}/counter/", points.point_counter, "point_counter", mode="writes", needs=P.POINT_WRITE, of="point"),
    page(f"{POINT}/register.<slug:kind>", papers.point_register, "point_register", mode="reads", needs=P.DOSSIER_READ, of="point"),
    page(f"{POINT}/fees/", fees.point_fees, "point_fees", mode="reads", needs=P.DOSSIER_READ, of="point"),
    page("dossiers/", dossiers.dossiers, "dossiers", mode="reads", needs=P.DOSSIER_LIST),
    page("dossiers.xlsx", dossiers.dossier_file, "dossiers_file", mode="reads", needs=P.DOSSIER_LIST),
    page("dossiers/flow/", flow.dossier_flow, "dossier_flow", mode="reads", needs=P.DOSSIER_LIST),
    page("dossiers/flow.xlsx", flow.flow_file, "dossier_flow_file", mode="reads", needs=P.DOSSIER_LIST),
    page("dossiers/board/", dossiers.board, "dossier_board", mode="reads", needs=P.DOSSIER_LIST),
    page(
        "dossiers/counted/<slug:kind>/<str:month>/<slug:whose>/<int:key>/", counted.counted, "dossiers_counted", mode="reads",
        needs=P.DOSSIER_COUNTED, of="counted",
    ),
    page("dossiers/consultations/", consulting.consultations, "consultations", mode="reads", needs=P.DOSSIER_LIST),
    page(f"{ASKED}/answer/", consulting.consultation_answer, "consultation_answer", mode="writes", needs=P.CONSULTATION_ANSWER, of="consultation"),
    page(f"{ASKED}/close/", consulting.consultation_close, "consultation_close", mode="writes", needs=P.DOSSIER_STEP, of="consultation"),
    page("dossiers/parts/", linking.parts, "parts", mode="reads", needs=P.DOSSIER_LIST),
    page(f"{PART}/", linking.part_page, "part", mode="reads", needs=P.DOSSIER_READ, of="part"),
    page(f"{PART}/finish/", linking.part_finish, "part_finish", mode="writes", needs=P.PART_FINISH, of="part"),
    page(f"{PART}/own/", linking.part_own, "part_own", mode="writes", needs=P.PART_FINISH, of="part"),
    page(f"{FEE}/pay/", fees.fee_pay, "fee_pay", mode="writes", needs=P.DOSSIER_WORK, of="fee"),
    page(f"{FEE}/cancel/", fees.fee_cancel, "fee_cancel", mode="writes", needs=P.DOSSIER_WORK, of="fee"),
    page(f"{FEE}/refund/", fees.fee_refund, "fee_refund", mode="writes", needs=P.DOSSIER_OVERSEE, of="fee"),
    page("dossiers/reports/", reports.reports, "reports", mode="reads", needs=P.DOSSIER_LIST),
    page("dossiers/reports/listed/", reports.reports_listed, "reports_listed", mode="reads", needs=P.DOSSIER_LIST),
    page("dossiers/reports/table.xlsx", reports.reports_xlsx, "reports_xlsx", mode="reads", needs=P.DOSSIER_LIST),
    page("dossiers/reports/table.pdf", reports.reports_pdf, "reports_pdf", mode="reads", needs=P.DOSSIER_LIST),
    page("dossiers/summaries/", summaries.summaries, "summaries", mode="reads", needs=P.REGISTRY_READ),
    page("dossiers/summaries/<int:summary_id>/", summaries.summary, "summary", mode="reads", needs=P.REGISTRY_READ, of="summary"),
    page("dossiers/summaries/<int:summary_id>.xlsx", summaries.summary_file, "summary_file", mode="reads", needs=P.REGISTRY_READ, of="summary"),
    page("dossiers/scores/", scores.score_list, "scores", mode="reads", needs=P.DOSSIER_LIST),
    page("dossiers/scores/<slug:whose>/<int:key>/", scores.score_page, "score", mode="reads", needs=P.DOSSIER_COUNTED, of="counted"),
    page(
        "dossiers/scores/<slug:whose>/<int:key>/dossiers/", scores.score_listed, "score_listed", mode="reads",
        needs=P.DOSSIER_COUNTED, of="counted",
    ),
    page("dossiers/new/", intake.new_dossier, "dossier_new", mode="writes", needs=P.DOSSIER_RECEIVE),
    page(f"{ONE}/", dossier.dossier_page, "dossier", mode="reads", needs=P.DOSSIER_READ, of=OF),
    page(f"{ONE}/form-<slug:number>.<slug:kind>", papers.dossier_form, "dossier_form", mode="reads", needs=P.DOSSIER_READ, of=OF),
    page(f"{ONE}/accept/", routing.dossier_accept, "dossier_accept", mode="writes", needs=P.DOSSIER_RECEIVE, of=OF),
    page(f"{ONE}/begin/", routing.dossier_begin, "dossier_begin", mode="writes", needs=P.DOSSIER_RECEIVE, of=OF),
    page(f"{ONE}/step/", dossier.dossier_step, "dossier_step", mode="writes", needs=P.DOSSIER_STEP, of=OF),
    page(f"{ONE}/hand/", dossier.dossier_hand, "dossier_hand", mode="writes", needs=P.DOSSIER_STEP, of=OF),
    page(f"{ONE}/fee/", fees.dossier_fee, "dossier_fee", mode="writes", needs=P.DOSSIER_WORK, of=OF),
    page(f"{ONE}/link/", linking.dossier_link, "dossier_link", mode="writes", needs=P.DOSSIER_STEP, of=OF),
    page(f"{ONE}/consult/", consulting.consult, "dossier_consult", mode="writes", needs=P.DOSSIER_STEP, of=OF),
    page(f"{ONE}/apologise/", dossier.dossier_apologise, "dossier_apologise", mode="writes", needs=P.DOSSIER_OVERSEE, of=OF),
    page(f"{ONE}/apology-sent/", dossier.apology_sent, "apology_sent", mode="writes", needs=P.DOSSIER_WORK, of=OF),
    page(f"{ONE}/move/<slug:key>/", dossier.dossier_move, "dossier_move", mode="writes", needs=P.DOSSIER_WORK, of=OF),
]  # fmt: skip
