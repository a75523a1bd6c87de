"""What a file sent by a stranger really is: told by its bytes from beginning to end, never by its name or what it claims."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from namro.base.errors import DomainError

PDF, PNG, JPEG = "pdf", "png", "jpeg"
TYPES = {PDF: "application/pdf", PNG: "image/png", JPEG: "image/jpeg"}
ENDINGS = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg"}
TAIL = 1024  # where a PDF must say that it ends
# A PDF that acts by itself when opened is no evidence of anything.
ACTS = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/RichMedia")


@dataclass(frozen=True)
class Upload:
    """A file that may be kept: what it is, and its bytes."""

    kind: str
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def to_keep(self) -> ContentFile[Any]:
        """Under a name nobody can guess; the name it had may name somebody."""
        return ContentFile(self.data, name=f"{secrets.token_hex(16)}{ENDINGS[self.kind]}")


def kind_of(data: bytes) -> str | None:
    """`pdf`, `png` or `jpeg` of a whole file; None for everything else, and for a PDF that would act when opened."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return PNG if data.rstrip(b"\0").endswith(b"IEND\xaeB`\x82") else None
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG if b"\xff\xd9" in data[-TAIL:] else None
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-TAIL:]:
        return None if any(act in data for act in ACTS) else PDF
    return None


def checked(file: UploadedFile[Any], *, most_bytes: int) -> Upload:
    """A file that was sent, read no further than it may be long. Refuses: upload.large, upload.kind"""
    held = file.read(most_bytes + 1)
    if len(held) > most_bytes:
        message = _("Tệp lớn quá %(most)s MB. Hãy chụp lại nhỏ hơn, hoặc gửi không kèm tệp.") % {
            "most": most_bytes // 2**20
        }
        raise DomainError("upload.large", message, field="file")
    kind = kind_of(held)
    if kind is None:
        message = _("Tệp này không phải ảnh JPEG, PNG hay tệp PDF thường. Hãy chụp ảnh hoặc lưu lại thành PDF rồi gửi.")
        raise DomainError("upload.kind", message, field="file")
    return Upload(kind, held)
