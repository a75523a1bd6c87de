"""What a file sent by a stranger really is: told by its bytes from beginning to end, never by its name or what it claims."""

from __future__ import annotations

PDF, PNG, JPEG = "pdf", "png", "jpeg"
TYPES = {PDF: "application/pdf", PNG: "image/png", JPEG: "image/jpeg"}
ENDINGS = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg"}
TAIL = 1024  # where a PDF must say that it ends
# A PDF that acts by itself when opened is no evidence of anything.
ACTS = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/RichMedia")


def kind_of(data: bytes) -> str | None:
    """`pdf`, `png` or `jpeg` of a whole file; None for everything else, and for a PDF that would act when opened."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return PNG if data.rstrip(b"\0").endswith(b"IEND\xaeB`\x82") else None
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG if b"\xff\xd9" in data[-TAIL:] else None
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-TAIL:]:
        return None if any(act in data for act in ACTS) else PDF
    return None
