"""A QR code: three eyes in their corners, the same squares in the drawing and in the picture."""

from __future__ import annotations

import struct
import zlib

from namro.base.documents.qr import QUIET, SCALE, qr_png, qr_svg, squares

CODE = "H26.19-261102-0001"
EYE = [0b1111111, 0b1000001, 0b1011101, 0b1011101, 0b1011101, 0b1000001, 0b1111111]


def test_three_eyes_and_white_around():
    rows = squares(CODE)
    last = len(rows) - QUIET - 7
    for top, left in ((QUIET, QUIET), (QUIET, last), (last, QUIET)):
        seen = [int("".join(str(int(one)) for one in row[left : left + 7]), 2) for row in rows[top : top + 7]]
        assert seen == EYE
    assert not any(any(row) for row in rows[:QUIET]) and not any(row[0] for row in rows)
    assert rows != squares("H26.19-261102-0002")


def test_the_picture_shows_the_same_squares():
    made, rows = qr_png(CODE), squares(CODE)
    assert made.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high, depth, colour = struct.unpack(">IIBB", made[16:26])
    assert (wide, high, depth, colour) == (len(rows) * SCALE, len(rows) * SCALE, 1, 0)
    length = struct.unpack(">I", made[33:37])[0]
    lines = zlib.decompress(made[41 : 41 + length])
    width = wide // 8 + 1
    for y, row in enumerate(rows):
        line = lines[y * SCALE * width : (y * SCALE + 1) * width]
        assert [byte == 0 for byte in line[1:]] == row  # a square is one byte wide


def test_the_drawing_has_a_square_for_each_dark_one():
    assert qr_svg(CODE).count("h1v1h-1z") == sum(sum(row) for row in squares(CODE))
