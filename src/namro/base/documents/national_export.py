"""The results of a period as JSON for the national database of officials.

The ministry has published no field list that we could read, so the shape is our own, documented and versioned
(schemas/national-export.schema.json); whoever connects the two maps the fields there.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from namro.base.documents.types import Export, ExportedResult

VERSION = "1"
MAPPING = "unverified"  # until the ministry's own field list has been read
SPACE = uuid5(NAMESPACE_URL, "namro/national-export")
SCHEMA = Path(__file__).parent / "schemas" / "national-export.schema.json"


@cache
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return found


def national_export(export: Export, *, at: datetime) -> bytes:
    """The export as UTF-8 JSON: dates in ISO form, figures as texts, nothing rounded again."""
    results = [{"id": _id(export, one), **asdict(one)} for one in export.results]
    head = {key: value for key, value in asdict(export).items() if key != "results"}
    opening = {"schema": f"namro/national-export/{VERSION}", "mapping": MAPPING, "made_at": at}
    document = {**opening, **head, "count": len(results), "results": results}
    return json.dumps(document, ensure_ascii=False, indent=1, default=_text).encode()


def _id(export: Export, one: ExportedResult) -> str:
    """The same for the same person, unit and period in every export: a corrected result replaces the earlier one."""
    return str(uuid5(SPACE, "|".join([f"{export.first_day}", f"{export.last_day}", one.unit_code, one.person_code])))


def _text(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(type(value))
