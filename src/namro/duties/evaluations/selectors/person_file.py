"""The electronic file of a person's ratings, in the order art. 24.2 of NĐ 335/2025 lists it: what is there, by year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from namro.base.access.rules import Actor
from namro.duties.evaluations.models import (
    CommitteeOpinion,
    DecidedRating,
    Meeting,
    Period,
    Petition,
    Sheet,
    TransferRecord,
)
from namro.duties.evaluations.selectors.standing import HEAVY, PUBLISHED_STEPS, reach_of, sheet_for, visible_part


@dataclass(frozen=True)
class PersonFile:
    """One person's file of one year."""

    sheet: Sheet  # the one it was opened from: whoever may read it may read what else they may read
    year: int
    years: list[int]  # in which there is anything
    meetings: list[Meeting]  # a
    parts: list[Sheet]  # b: months or quarters
    yearly: list[Sheet]  # c
    committee: list[CommitteeOpinion]  # d
    petitions: list[Petition]  # đ
    decisions: list[DecidedRating]  # e, replaced ones included
    transfers: list[TransferRecord]  # e


def person_file(actor: Actor, sheet_id: int, *, year: int | None, on: date) -> PersonFile:
    """The file of a sheet's person: of what the reader may read, nine queries for any number of papers.

    Decisions stand in it once they are published.
    Refuses: evaluations.not_found
    """
    sheet = sheet_for(actor, sheet_id, on=on)
    visible = Sheet.objects.filter(visible_part(reach_of(actor, on=on), ""), person=sheet.person_id)
    every = list(
        visible.select_related("period", "round", "unit", "person").defer(HEAVY).order_by("period__days", "pk")
    )
    wanted = year or sheet.period.days.lower.year
    mine = [one for one in every if one.period.days.lower.year == wanted]
    ids = [one.pk for one in mine]
    public = [one.pk for one in mine if one.round.step in PUBLISHED_STEPS]
    meetings = Meeting.objects.filter(opinions__sheet__in=ids, adopted_at__isnull=False).distinct()
    return PersonFile(
        sheet=sheet,
        year=wanted,
        years=sorted({one.period.days.lower.year for one in every}, reverse=True),
        meetings=list(meetings.order_by("held_on", "pk")),
        parts=[one for one in mine if one.period.kind != Period.Kind.YEAR],
        yearly=[one for one in mine if one.period.kind == Period.Kind.YEAR],
        committee=list(CommitteeOpinion.objects.filter(sheet__in=ids).order_by("on", "pk")),
        petitions=list(Petition.objects.filter(sheet__in=public).select_related("sheet__period").defer(f"sheet__{HEAVY}").order_by("received_on", "pk")),
        decisions=list(
            DecidedRating.objects.filter(sheet__in=public).select_related("decision__signer", "sheet__period")
            .defer(f"sheet__{HEAVY}").order_by("decision__on", "pk")
        ),
        transfers=list(TransferRecord.objects.filter(sheet__in=ids).select_related("unit").order_by("at")),
    )  # fmt: skip
