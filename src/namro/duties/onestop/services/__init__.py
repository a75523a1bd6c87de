"""Every write of the one-stop desk."""

from namro.duties.onestop.services.addressing import address
from namro.duties.onestop.services.apologising import apologise, apology_sent
from namro.duties.onestop.services.consulting import Written, answer, close, consult
from namro.duties.onestop.services.fees import FeeData, Payment, ask_fees, cancel_fee, pay, refund
from namro.duties.onestop.services.intake import Handed, receive, register
from namro.duties.onestop.services.linking import PartData, finish_part, link, name_own
from namro.duties.onestop.services.moving import Told, move
from namro.duties.onestop.services.online import SentFile, hand_in, send_papers
from namro.duties.onestop.services.papers import check_papers
from namro.duties.onestop.services.points import open_point, put_counter, put_staff, set_hours
from namro.duties.onestop.services.results import add_result_file, finish, withdraw_result_file
from namro.duties.onestop.services.stepping import StepData, begin, finish_step, hand_step

__all__ = [
    "FeeData", "Handed", "PartData", "Payment", "SentFile", "StepData", "Told", "Written", "add_result_file", "address",
    "answer", "apologise", "apology_sent", "ask_fees", "begin", "cancel_fee", "check_papers", "close", "consult", "finish",
    "finish_part", "finish_step", "hand_in", "hand_step", "link", "move", "name_own", "open_point", "pay", "put_counter",
    "put_staff", "receive", "refund", "register", "send_papers", "set_hours", "withdraw_result_file",
]  # fmt: skip
