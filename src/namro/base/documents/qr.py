"""A QR code as a drawing (for .pdf) and as a picture (for .docx), from nothing but its squares."""

from __future__ import annotations

import struct
import zlib

from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]
from qrcode.main import QRCode  # type: ignore[import-untyped]

QUIET = 4  # squares left white around it, as the standard asks
SCALE = 8  # dots of the picture to a square


def squares(text: str) -> list[list[bool]]:
    """The code as rows of squares, dark ones true, with the quiet zone."""
    made: QRCode = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    made.add_data(text)
    made.make(fit=True)
    return [[bool(one) for one in row] for row in made.get_matrix()]


def qr_svg(text: str) -> str:
    """The code as an SVG drawing of one path."""
    rows = squares(text)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}"/></svg>'
    )


def qr_png(text: str) -> bytes:
    """The code as a grey PNG of one bit a dot."""
    rows = squares(text)
    lines = b"".join(_line(row) * SCALE for row in rows)
    size = len(rows) * SCALE
    head = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines, 9)) + _chunk(b"IEND", b"")
    )


def _line(row: list[bool]) -> bytes:
    """One line of dots: white is 1; filter 0 first."""
    bits = "".join(("0" if is_dark else "1") * SCALE for is_dark in row)
    return b"\x00" + bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
