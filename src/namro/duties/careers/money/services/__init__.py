"""Every write of money and rewards."""

from namro.duties.careers.money.services.deciding import decide_list, return_list, submit_list
from namro.duties.careers.money.services.listing import correct_list, discard_list, make_list, recompute_list
from namro.duties.careers.money.services.own_line import decide_own_line
from namro.duties.careers.money.services.pay import record_pay, withdraw_pay
from namro.duties.careers.money.services.regulations import decide_regulation, draft_regulation, save_regulation
from namro.duties.careers.money.services.rewarding import decide_reward, propose_rewards, record_reward, withdraw_reward

__all__ = [
    "correct_list", "decide_list", "decide_own_line", "decide_regulation", "decide_reward", "discard_list", "draft_regulation", "make_list",
    "propose_rewards", "recompute_list", "record_pay", "record_reward", "return_list", "save_regulation", "submit_list",
    "withdraw_pay", "withdraw_reward",
]  # fmt: skip
