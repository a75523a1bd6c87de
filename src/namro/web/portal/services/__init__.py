"""What the public may set going: following a dossier, sending feedback, asking for its answer.

follow(code, digits, address, at) -> Followed
"""

from namro.web.portal.services.following import Followed, follow

__all__ = ["Followed", "follow"]
