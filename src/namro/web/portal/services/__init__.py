"""What the public may set going: following a dossier, sending feedback, asking for its answer.

follow(code, digits, address, at) -> Followed
send(Sent(…), address, at, on) -> Feedback
answer_of(code, digits, address, at) -> Feedback
publish_lately(by, at, on), publish_month(month, by, at, on) -> how many numbers changed
"""

from namro.web.portal.services.feedback import Sent, answer_of, send
from namro.web.portal.services.following import Followed, follow
from namro.web.portal.services.publishing import publish_lately, publish_month

__all__ = ["Followed", "Sent", "answer_of", "follow", "publish_lately", "publish_month", "send"]
