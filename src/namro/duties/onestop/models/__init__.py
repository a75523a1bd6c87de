"""Tables of the one-stop desk: where it stands, what is handed in, and what happens to it."""

from namro.duties.onestop.models.accepting import AcceptanceEntry
from namro.duties.onestop.models.days import DayStanding
from namro.duties.onestop.models.dossiers import (
    Apology,
    Channel,
    CodeCounter,
    Dossier,
    Movement,
    Pause,
    State,
    Step,
    StepHolder,
    Supplement,
)
from namro.duties.onestop.models.fees import FeeRefund, FeeRequest
from namro.duties.onestop.models.green import GreenHours
from namro.duties.onestop.models.joint import Consultation, LinkedPart
from namro.duties.onestop.models.online import CitizenMail, PaperFile
from namro.duties.onestop.models.points import Counter, OpeningHours, PointStaff, ServicePoint
from namro.duties.onestop.models.posting import Posting
from namro.duties.onestop.models.queue import Ticket, TicketState
from namro.duties.onestop.models.results import ResultFile
from namro.duties.onestop.models.roster import Shift
from namro.duties.onestop.models.summaries import Summary, SummaryRow, Tier
from namro.duties.onestop.models.visits import HomeVisit, VisitState
from namro.duties.onestop.models.watching import Escalation, Rung

__all__ = [
    "AcceptanceEntry",
    "Apology", "Channel", "CitizenMail", "CodeCounter", "Consultation", "Counter", "DayStanding", "Dossier", "Escalation", "FeeRefund",
    "FeeRequest", "GreenHours", "HomeVisit", "LinkedPart", "Movement", "OpeningHours", "PaperFile", "Pause", "PointStaff", "Posting", "ResultFile", "Rung",
    "ServicePoint", "Shift", "State", "Step", "StepHolder", "Summary", "SummaryRow", "Supplement", "Ticket", "TicketState", "Tier", "VisitState",
]  # fmt: skip
