"""Catalogue versions from draft to replaced, and new outputs that go up the chain."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.app.assignments.conftest import AT, ON, Town

from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.duties.assignments.models import Catalogue, CatalogueItem
from namro.duties.assignments.selectors.catalogue import catalogues_in_force, differences, items_of, versions
from namro.duties.assignments.services import catalogue as service
from namro.duties.assignments.services.proposals import (
    ProposalData,
    add_proposed,
    forward_proposal,
    propose_item,
    refuse_proposal,
)

GROUPS = [{"code": "N1", "from": "1", "to": "10"}, {"code": "N2", "from": "11", "to": "50"}]


def draft(town: Town, by: str = "officer", **changes: Any) -> Catalogue:
    values: dict[str, Any] = {
        "unit_id": town.units["commune"].pk, "title": "Danh mục 2027", "standard_points": Decimal(5),
        "rule": "ROUND(points / 5, 2)", "groups": GROUPS, "copy_of": town.catalogue.pk,
    }  # fmt: skip
    return service.draft_catalogue(**(values | changes), by=town.actor(by), at=AT, on=ON)


def reviewed(town: Town) -> Catalogue:
    made = draft(town)
    return service.review_catalogue(catalogue_id=made.pk, by=town.actor("officer"), at=AT, on=ON)


def decide(town: Town, made: Catalogue, by: str = "mayor", **changes: Any) -> Catalogue:
    values: dict[str, Any] = {"number": "9/QĐ", "decided_on": ON, "valid_from": date(2026, 12, 1)}
    return service.decide_catalogue(catalogue_id=made.pk, **(values | changes), by=town.actor(by), at=AT, on=ON)


def test_a_copy_starts_with_the_items_of_the_version_in_force(town: Town) -> None:
    made = draft(town)
    assert sorted(made.items.values_list("code", flat=True)) == ["DC.01", "DC.02"]
    assert made.replaces_id == town.catalogue.pk
    assert differences(town.catalogue.pk, made.pk) == []


@pytest.mark.parametrize("who", ["officer", "chair", "mayor"])
def test_who_may_draft(town: Town, who: str) -> None:
    assert draft(town, by=who).state == "draft"


@pytest.mark.parametrize("who", ["an", "office_head", "outsider", "administrator"])
def test_who_may_not_draft(town: Town, who: str) -> None:
    with pytest.raises(NotAllowed):
        draft(town, by=who)


def test_more_than_five_groups_are_refused(town: Town) -> None:
    groups = [{"code": f"N{n}", "from": str(n * 10), "to": str(n * 10 + 5)} for n in range(6)]
    with pytest.raises(DomainError, match="tối đa 5"):
        draft(town, groups=groups)


def test_changing_the_rule_recomputes_every_coefficient(town: Town) -> None:
    made = draft(town)
    service.edit_catalogue(
        catalogue_id=made.pk, title="x", standard_points=Decimal(25), rule="points / standard_points", groups=GROUPS,
        by=town.actor("officer"), at=AT, on=ON,
    )  # fmt: skip
    assert made.items.get(code="DC.02").coefficient == 1


def test_the_check_flags_and_the_flags_are_kept(town: Town) -> None:
    made = draft(town)
    made.items.filter(code="DC.02").update(coefficient=4, points=Decimal(60))
    counts = service.check_catalogue(catalogue_id=made.pk, by=town.actor("officer"), at=AT, on=ON)
    assert counts == {"outside_range": 1, "wrong_coefficient": 1}
    assert [item.code for item in items_of(made, flagged=True)] == ["DC.02"]
    assert versions().get(pk=made.pk).flagged == 1


def test_only_the_managing_head_decides_and_the_old_version_ends(town: Town) -> None:
    made = reviewed(town)
    for who in ("officer", "chair"):
        with pytest.raises(NotAllowed):
            decide(town, made, by=who)
    decide(town, made)
    town.catalogue.refresh_from_db()
    assert (town.catalogue.state, town.catalogue.valid.upper) == ("replaced", date(2026, 12, 1))
    office = town.units["office"].pk
    assert catalogues_in_force([office], on=date(2026, 11, 30)) == {office: town.catalogue.pk}
    assert catalogues_in_force([office], on=date(2026, 12, 1)) == {office: made.pk}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": " "}, "catalogue.number"),
        ({"decided_on": date(2026, 11, 11)}, "catalogue.decided_later"),
        ({"valid_from": date(2026, 6, 1)}, "catalogue.overlap"),
    ],
)
def test_what_a_decision_needs(town: Town, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        decide(town, reviewed(town), **changes)
    assert refused.value.code == code


def test_only_drafts_are_edited(town: Town) -> None:
    data = service.ItemData("X.1", "shared", "Việc", "Sản phẩm", "N1", Decimal(5))
    made = reviewed(town)
    for catalogue in (town.catalogue, made):
        with pytest.raises(Conflict):
            service.put_item(catalogue_id=catalogue.pk, data=data, by=town.actor("officer"), at=AT, on=ON)
    service.return_to_draft(catalogue_id=made.pk, reason="Thiếu", by=town.actor("officer"), at=AT, on=ON)
    item = service.put_item(catalogue_id=made.pk, data=data, by=town.actor("officer"), at=AT, on=ON)
    assert item.coefficient == 1
    with pytest.raises(DomainError, match="dùng mã khác"):
        service.put_item(catalogue_id=made.pk, data=data, by=town.actor("officer"), at=AT, on=ON)


def test_search_ignores_accents_and_takes_every_word(town: Town) -> None:
    assert [item.code for item in items_of(town.catalogue, query="bao CAO")] == ["DC.02"]
    assert [item.code for item in items_of(town.catalogue, query="dc.01")] == ["DC.01"]
    assert not items_of(town.catalogue, query="soạn xyz").exists()


NEW = ProposalData("Tham mưu chuyển đổi số", "Kế hoạch", "N2", Decimal(30), "Nhiệm vụ mới")


def propose(town: Town, by: str = "an") -> Any:
    return propose_item(unit_id=town.units["office"].pk, data=NEW, by=town.actor(by), at=AT, on=ON)


def add(town: Town, proposal: Any, by: str = "mayor", **changes: Any) -> CatalogueItem:
    values: dict[str, Any] = {
        "code": "DC.03", "number": "20/QĐ", "decided_on": ON, "points": Decimal(25), "group": "N2", "answer": "Đồng ý",
    }  # fmt: skip
    return add_proposed(proposal_id=proposal.pk, **(values | changes), by=town.actor(by), at=AT, on=ON)


def test_a_proposal_goes_up_and_comes_back_as_an_amendment(town: Town) -> None:
    proposal = propose(town)
    forward_proposal(proposal_id=proposal.pk, note="", by=town.actor("office_head"), at=AT, on=ON)
    item = add(town, proposal)
    assert (item.catalogue_id, item.coefficient, item.added_number) == (town.catalogue.pk, 5, "20/QĐ")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.item_id) == ("added", item.pk)
    with pytest.raises(Conflict):
        refuse_proposal(proposal_id=proposal.pk, answer="x", by=town.actor("mayor"), at=AT, on=ON)


@pytest.mark.parametrize(
    ("who", "refusal"), [("an", NotAllowed), ("office_head", NotAllowed), ("outsider", NotVisible)]
)
def test_who_may_not_add_what_was_proposed(town: Town, who: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        add(town, propose(town), by=who)


def test_an_outsider_does_not_propose_for_the_unit(town: Town) -> None:
    with pytest.raises(NotAllowed):
        propose(town, by="cuc")


def test_a_refusal_says_why(town: Town) -> None:
    proposal = propose(town)
    with pytest.raises(DomainError, match="lý do"):
        refuse_proposal(proposal_id=proposal.pk, answer="", by=town.actor("mayor"), at=AT, on=ON)
    refuse_proposal(proposal_id=proposal.pk, answer="Đã có DC.02", by=town.actor("mayor"), at=AT, on=ON)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer) == ("refused", "Đã có DC.02")
