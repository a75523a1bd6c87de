"""What the portal itself keeps: files sent with feedback, the figures it publishes, and who may sign in as a citizen."""

from namro.web.portal.models.citizens import CitizenAccount, CitizenSession, Way
from namro.web.portal.models.drafts import Draft, DraftFile
from namro.web.portal.models.figures import Attachment, Published, Topic

__all__ = ["Attachment", "CitizenAccount", "CitizenSession", "Draft", "DraftFile", "Published", "Topic", "Way"]
