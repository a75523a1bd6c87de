"""What the public may set going: following a dossier, sending feedback, asking for its answer.

follow(code, digits, address, at) -> Followed
send(Sent(…), address, at, on) -> Feedback
answer_of(code, digits, address, at) -> Feedback
"""

from namro.web.portal.services.feedback import Sent, answer_of, send
from namro.web.portal.services.following import Followed, follow

__all__ = ["Followed", "Sent", "answer_of", "follow", "send"]
