"""What the public may set going: following a dossier, sending feedback, asking for its answer.

follow(code, digits, address, at) -> Followed
send(Sent(…), address, at, on) -> Feedback
answer_of(code, digits, address, at) -> Feedback
campaign_behind(way, address, at, on) -> Campaign; rate(way, answers, at, on) -> Response; proof_of(dossier_code) -> str
publish_lately(by, at, on), publish_month(month, by, at, on) -> how many numbers changed
"""

from namro.web.portal.services.feedback import Sent, answer_of, send
from namro.web.portal.services.following import Followed, follow
from namro.web.portal.services.publishing import publish_lately, publish_month
from namro.web.portal.services.rating import Way, campaign_behind, proof_of, rate

__all__ = [
    "Followed",
    "Sent",
    "Way",
    "answer_of",
    "campaign_behind",
    "follow",
    "proof_of",
    "publish_lately",
    "publish_month",
    "rate",
    "send",
]
