"""A file is what its bytes say, from the first to the last."""

from __future__ import annotations

import pytest

from namro.base.uploads import kind_of

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\0" * 17 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"x" * 50 + b"\xff\xd9"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer\n%%EOF\n"


@pytest.mark.parametrize(("data", "kind"), [(PNG, "png"), (JPEG, "jpeg"), (PDF, "pdf")])
def test_the_three_kinds(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"", b"MZ\x90\x00", b"PK\x03\x04" + b"x" * 40, b"<html><script>alert(1)</script>", b"<svg xmlns='x'/>", b"GIF89a",
        b"\x89PNG\r\n\x1a\n<script>", PNG[:-4], JPEG[:-2], PDF[:20], b"MZ" + PDF, PNG + b"PK\x03\x04",
        PDF.replace(b"/Catalog", b"/Catalog/OpenAction 2 0 R"), PDF.replace(b"/Catalog", b"/Catalog /JavaScript (x)"),
    ],
)  # fmt: skip
def test_everything_else_is_nothing(data: bytes) -> None:
    assert kind_of(data) is None
