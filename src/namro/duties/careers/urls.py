"""Careers: terms of office, cases, discipline, and a person's timeline."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.duties.careers.views import cases, discipline, files, life, terms, training

P = Permission
TERM, CASE, DECISION, PERSON = (
    "careers/terms/<int:term_id>", "careers/cases/<int:case_id>", "careers/discipline/<int:decision_id>",
    "people/<int:person_id>",
)  # fmt: skip
R, W = "career_review", "career_person"

urlpatterns = [
    page("careers/terms/", terms.term_board, "career_terms", mode="reads", needs=P.CAREER_OVERSEE),
    page("careers/terms.xlsx", terms.term_list, "career_terms_file", mode="reads", needs=P.CAREER_OVERSEE),
    page(f"{TERM}/", terms.term_page, "career_term", mode="reads", needs=P.CAREER_READ, of=R),
    page(f"{TERM}/withdraw/", terms.withdraw_term, "career_term_withdraw", mode="writes", needs=P.CAREER_WRITE, of=R),
    page(f"{TERM}/review/", terms.open_review, "career_review_open", mode="writes", needs=P.CAREER_WRITE, of=R),
    page(f"{TERM}/vote/", terms.vote, "career_vote", mode="writes", needs=P.CAREER_WRITE, of=R),
    page(f"{TERM}/decide/", terms.decide_review, "career_review_decide", mode="writes", needs=P.CAREER_DECIDE, of=R),
    page(
        f"{TERM}/decision.<slug:kind>", files.review_file, "career_review_file", mode="reads", needs=P.CAREER_READ, of=R
    ),
    page("careers/cases/", cases.case_board, "career_cases", mode="reads", needs=P.CAREER_OVERSEE),
    page("careers/cases.xlsx", cases.case_list, "career_cases_file", mode="reads", needs=P.CAREER_OVERSEE),
    page(f"{CASE}/", cases.case_page, "career_case", mode="reads", needs=P.CAREER_READ, of="career_case"),
    page(
        f"{CASE}/step/<slug:key>/",
        cases.case_step,
        "career_case_step",
        mode="writes",
        needs=P.CAREER_WRITE,
        of="career_case",
    ),
    page(
        f"{CASE}/extend/<slug:key>/",
        cases.case_extend,
        "career_case_extend",
        mode="writes",
        needs=P.CAREER_DECIDE,
        of="career_case",
    ),
    page(
        f"{CASE}/decide/",
        cases.case_decide,
        "career_case_decide",
        mode="writes",
        needs=P.CAREER_DECIDE,
        of="career_case",
    ),
    page(
        f"{CASE}/decision.<slug:kind>",
        files.case_file,
        "career_case_file",
        mode="reads",
        needs=P.CAREER_READ,
        of="career_case",
    ),
    page("careers/discipline/", discipline.discipline_list, "career_disciplines", mode="reads", needs=P.CAREER_OVERSEE),
    page(
        "careers/discipline.xlsx",
        discipline.discipline_file,
        "career_disciplines_file",
        mode="reads",
        needs=P.CAREER_OVERSEE,
    ),
    page(
        f"{DECISION}/",
        discipline.discipline_page,
        "career_discipline",
        mode="reads",
        needs=P.CAREER_READ,
        of="career_discipline",
    ),
    page(
        f"{DECISION}/correct/",
        discipline.correct_discipline,
        "career_discipline_correct",
        mode="writes",
        needs=P.DISCIPLINE_WRITE,
        of="career_discipline",
    ),
    page(
        f"{DECISION}/withdraw/",
        discipline.withdraw_discipline,
        "career_discipline_withdraw",
        mode="writes",
        needs=P.DISCIPLINE_WRITE,
        of="career_discipline",
    ),
    page("careers/overrides/", life.overrides, "career_overrides", mode="reads", needs=P.CAREER_OVERSEE),
    page(f"{PERSON}/career/", life.career, "career", mode="reads", needs=P.CAREER_READ, of=W),
    page(f"{PERSON}/career.pdf", life.career_pdf, "career_pdf", mode="reads", needs=P.CAREER_READ, of=W),
    page(
        f"{PERSON}/training/new/",
        training.new_training,
        "career_training_new",
        mode="writes",
        needs=P.CAREER_WRITE,
        of=W,
    ),
    page(
        "careers/training/<int:training_id>/withdraw/",
        training.withdraw_training,
        "career_training_withdraw",
        mode="writes",
        needs=P.CAREER_WRITE,
        of="career_training",
    ),
    page(f"{PERSON}/terms/new/", terms.new_term, "career_term_new", mode="writes", needs=P.CAREER_WRITE, of=W),
    page(
        f"{PERSON}/discipline/new/",
        discipline.new_discipline,
        "career_discipline_new",
        mode="writes",
        needs=P.DISCIPLINE_WRITE,
        of=W,
    ),
    page(f"{PERSON}/override/", life.override_move, "career_override_new", mode="writes", needs=P.CAREER_DECIDE, of=W),
]
