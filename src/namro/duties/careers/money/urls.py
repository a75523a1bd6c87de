"""Money by ratings, rewards, lists of merit."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.duties.careers.money.views import lists, merit, own, regulations, rewards

P = Permission
RULE, LIST, PROPOSAL = (
    "money/regulations/<int:regulation_id>",
    "money/lists/<int:list_id>",
    "money/rewards/<int:proposal_id>",
)
R, L = "money_regulation", "pay_list"

urlpatterns = [
    page("money/regulations/", regulations.board, "money_regulations", mode="reads", needs=P.MONEY_READ),
    page("money/regulations/new/", regulations.new, "money_regulation_new", mode="writes", needs=P.MONEY_PREPARE),
    page(f"{RULE}/", regulations.one, "money_regulation", mode="reads", needs=P.MONEY_READ, of=R),
    page(f"{RULE}/edit/", regulations.edit, "money_regulation_edit", mode="writes", needs=P.MONEY_PREPARE, of=R),
    page(f"{RULE}/decide/", regulations.decide, "money_regulation_decide", mode="writes", needs=P.MONEY_DECIDE, of=R),
    page(f"{RULE}/list/", lists.new, "money_list_new", mode="writes", needs=P.MONEY_PREPARE, of=R),
    page("money/lists/", lists.board, "money_lists", mode="reads", needs=P.MONEY_READ),
    page(f"{LIST}/", lists.one, "money_list", mode="reads", needs=P.MONEY_READ, of=L),
    page(f"{LIST}/file.<slug:kind>", lists.file, "money_list_file", mode="reads", needs=P.MONEY_READ, of=L),
    page(f"{LIST}/recompute/", lists.recompute, "money_list_recompute", mode="writes", needs=P.MONEY_PREPARE, of=L),
    page(f"{LIST}/submit/", lists.submit, "money_list_submit", mode="writes", needs=P.MONEY_PREPARE, of=L),
    page(f"{LIST}/discard/", lists.discard, "money_list_discard", mode="writes", needs=P.MONEY_PREPARE, of=L),
    page(f"{LIST}/correct/", lists.correct, "money_list_correct", mode="writes", needs=P.MONEY_PREPARE, of=L),
    page(f"{LIST}/return/", lists.send_back, "money_list_return", mode="writes", needs=P.MONEY_DECIDE, of=L),
    page(f"{LIST}/decide/", lists.decide, "money_list_decide", mode="writes", needs=P.MONEY_DECIDE, of=L),
    page("money/lines/<int:line_id>/", own.line, "money_line", mode="reads", needs=P.MONEY_OWN, of="pay_line"),
    page("money/lines/<int:line_id>/decide/", own.decide_line, "money_line_decide", mode="writes", needs=P.CAREER_DECIDE, of="head_line"),
    page("money/mine/", own.mine, "money_mine", mode="reads", needs=P.HOME),
    page("people/<int:person_id>/pay/", own.pay, "money_pay", mode="reads", needs=P.MONEY_OWN, of="money_person"),
    page("people/<int:person_id>/pay/new/", own.new_pay, "money_pay_new", mode="writes", needs=P.MONEY_PREPARE, of="money_person"),
    page("money/pay/<int:pay_id>/withdraw/", own.withdraw_pay, "money_pay_withdraw", mode="writes", needs=P.MONEY_PREPARE, of="pay_base"),
    page("money/rewards/", rewards.board, "money_rewards", mode="reads", needs=P.MONEY_READ),
    page("money/rewards/propose/", rewards.propose, "money_reward_propose", mode="writes", needs=P.MONEY_PREPARE),
    page(f"{PROPOSAL}/decide/", rewards.decide, "money_reward_decide", mode="writes", needs=P.MONEY_DECIDE, of="reward_proposal"),
    page("people/<int:person_id>/rewards/new/", rewards.record, "money_reward_new", mode="writes", needs=P.MONEY_PREPARE, of="money_person"),
    page("money/given/<int:reward_id>/withdraw/", rewards.withdraw, "money_reward_withdraw", mode="writes", needs=P.MONEY_PREPARE, of="reward"),
    page("money/merit/", merit.board, "money_merit", mode="reads", needs=P.MONEY_READ),
    page("money/merit.xlsx", merit.file, "money_merit_file", mode="reads", needs=P.MONEY_READ),
]  # fmt: skip
