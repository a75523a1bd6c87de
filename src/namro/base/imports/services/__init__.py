"""From an uploaded file to rows in the database and back: receive, analyse, correct, confirm, undo."""

from namro.base.imports.services.confirming import confirm, undo, write
from namro.base.imports.services.direct import import_now
from namro.base.imports.services.receiving import analyse_upload, change_choices, drop, receive

__all__ = ["analyse_upload", "change_choices", "confirm", "drop", "import_now", "receive", "undo", "write"]
