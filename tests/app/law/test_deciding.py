"""From a draft to a period opened under it: compared, tried, decided; and every reason not to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.app.evaluations.month import TODAY, actor, city_officer, open_month, reviewed_month, sheet_of
from tests.app.law.versions import SHIPPED, decide, decided, draft, replaced
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError
from namro.base.law import selectors, services
from namro.base.law.models import FrameworkVersion, VersionState
from namro.duties.evaluations.models import Period
from namro.duties.evaluations.rulebook import framework_in_force, openable, rulebook_of
from namro.duties.evaluations.services import plan
from namro.engine.errors import FrameworkError

pytestmark = pytest.mark.django_db
As = Callable[..., Client]
DECEMBER = date(2026, 12, 1)
GOOD = ("{code: HTT, at_least: 70,", "{code: HTT, at_least: 75,")
DECISION = {
    "number": "45/QĐ-UBND",
    "decided_on": "2026-11-20",
    "authority": "Chủ tịch UBND",
    "valid_from": "2026-12-01",
}


def test_the_whole_way_from_a_draft_to_a_period(city: City, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = as_(city_officer(city))
    answer = browser.post(f"/frameworks/{SHIPPED}/new/", {"new_id": SHIPPED, "note": "Nâng ngưỡng tốt"})
    made = FrameworkVersion.objects.get()
    path = f"/frameworks/drafts/{made.pk}/"
    assert answer.headers["Location"] == path
    broken = made.text.replace("{code: HTT, at_least: 70,", "{code: HTT, at_least: 95,")
    assert browser.post(path, {"text": broken, "note": "", "edits": 1}).status_code == 302
    page = browser.get(path).content.decode()
    number = next(n for n, line in enumerate(broken.splitlines(), 1) if "at_least: 95" in line)
    assert f'href="#l{number}"' in page and f'<b id="l{number}">' in page
    refused = browser.post(f"{path}decide/", {**DECISION, "edits": 2})
    assert refused.status_code == 409 and f"dòng {number}" in refused.content.decode()
    assert browser.post(f"{path}values/", {"part": "bands", "edits": 2, "v/bands/1/at_least": "75"}).status_code == 302
    compared = browser.get(f"{path}compare/").content.decode()
    assert (
        "Điều 20.2" in compared and "<del>70</del>" in compared.replace(" ", "").replace("\n", "") and "75" in compared
    )
    decided_now = browser.post(f"{path}decide/", {**DECISION, "edits": 3})
    assert decided_now.headers["Location"] == f"/frameworks/versions/{made.pk}/"
    period = open_month(city, first_day=DECEMBER, deadlines=None)
    assert rulebook_of(period).framework.band("HTT").at_least == 75
    assert period.framework_text == FrameworkVersion.objects.get().text
    assert Event.objects.get(tag="law:framework:decided").after["number"] == "45/QĐ-UBND"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"number": " "}, "law.version.number", "number"),
        ({"authority": ""}, "law.version.authority", "authority"),
        ({"decided_on": TODAY + timedelta(days=1)}, "law.version.decided_later", "decided_on"),
        ({"valid_from": date(2025, 12, 31)}, "law.version.not_in_force", "valid_from"),
        ({"edits": 7}, "law.version.conflict", ""),
    ],
)
def test_a_decision_without_what_it_needs_is_refused(
    city: City, changes: dict[str, object], code: str, field: str
) -> None:
    made = draft(city)
    with pytest.raises(DomainError) as refused:
        decide(city, made, **changes)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert FrameworkVersion.objects.get().state == VersionState.DRAFT


def test_two_versions_of_one_framework_cannot_begin_on_one_day(city: City) -> None:
    decided(city)
    with pytest.raises(Conflict) as refused:
        decided(city, number="46/QĐ-UBND")
    assert refused.value.code == "law.version.taken"
    assert decided(city, number="46/QĐ-UBND", valid_from=date(2027, 1, 1)).state == VersionState.DECIDED


def test_a_version_is_decided_once(city: City) -> None:
    made = decided(city)
    with pytest.raises(Conflict) as refused:
        decide(city, made, number="47/QĐ-UBND", valid_from=date(2027, 6, 1))
    assert refused.value.code == "law.version.decided"
    assert "45/QĐ-UBND" in str(refused.value)


def test_the_day_a_period_begins_chooses_the_text(city: City) -> None:
    decided(city)
    later = replaced(city, draft(city), ("{code: HTT, at_least: 70,", "{code: HTT, at_least: 80,"))
    decide(city, later, number="9/QĐ", valid_from=date(2027, 3, 1))
    floors = {
        day: framework_in_force(SHIPPED, kind="month", first_day=day).band("HTT").at_least
        for day in (date(2026, 11, 1), DECEMBER, date(2027, 2, 1), date(2027, 3, 1))
    }
    assert list(floors.values()) == [70, 75, 75, 80]
    assert [one.band("HTT").at_least for one in openable(DECEMBER, "month") if one.id == SHIPPED] == [75]


def test_a_framework_of_our_own_is_offered_from_its_day_on(city: City) -> None:
    own = draft(city, new_id="nd335-2025-tay-ho")
    decide(city, own)
    assert "nd335-2025-tay-ho" in [one.id for one in openable(DECEMBER, "month")]
    assert "nd335-2025-tay-ho" not in [one.id for one in openable(date(2026, 11, 1), "month")]
    with pytest.raises(DomainError) as refused:
        plan(kind="month", first_day=date(2026, 11, 1), framework_id="nd335-2025-tay-ho")
    assert refused.value.code == "law.framework.not_yet" and "01/12/2026" in str(refused.value)
    period = open_month(city, first_day=DECEMBER, framework_id="nd335-2025-tay-ho", deadlines=None)
    assert period.framework == "nd335-2025-tay-ho"


def test_a_period_already_open_keeps_its_framework(city: City) -> None:
    month = reviewed_month(city)
    before = month.period.framework_text
    decided(city, valid_from=date(2026, 11, 1))
    assert rulebook_of(Period.objects.get()).framework.band("HTT").at_least == 70
    sheet_of(city.an).delete()
    assert rulebook_of(Period.objects.get()).framework.band("HTT").at_least == 70
    assert Period.objects.get().framework_text == before
    assert framework_in_force(SHIPPED, kind="month", first_day=date(2026, 11, 1)).band("HTT").at_least == 75


def test_the_second_office_opens_its_part_under_the_text_of_the_first(city: City) -> None:
    first = open_month(city, by=actor(city.officer))
    decided(city, valid_from=date(2026, 11, 1))
    whole = open_month(city)
    assert whole.pk == first.pk
    assert whole.framework_text == selectors.shipped_text(SHIPPED)
    assert {one.period_id for one in (sheet_of(city.an), sheet_of(city.outsider))} == {first.pk}


def test_two_offices_deciding_at_once_are_told_by_the_database(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(city)
    monkeypatch.setattr(services, "_check_decision", lambda *args, **named: None)
    with pytest.raises(Conflict) as refused:
        decide(city, draft(city), number="46/QĐ-UBND")
    assert refused.value.code == "law.version.taken"
    assert FrameworkVersion.objects.filter(state=VersionState.DECIDED).count() == 1


def test_drafts_are_offered_to_no_period(city: City) -> None:
    draft(city, new_id="nd335-2025-tay-ho")
    assert "nd335-2025-tay-ho" not in [one.id for one in openable(DECEMBER, "month")]
    with pytest.raises(FrameworkError):
        selectors.offered("nd335-2025-tay-ho", on=DECEMBER)


def test_the_form_of_a_new_period_names_the_decided_title(city: City, as_: As) -> None:
    made = draft(city)
    title = "  vi: Theo dõi, đánh giá, xếp loại chất lượng công chức (Nghị định 335/2025/NĐ-CP)"
    decide(city, replaced(city, made, (title, "  vi: Khung đã sửa của thành phố")))
    browser = as_(city_officer(city))
    assert "Khung đã sửa của thành phố" in browser.get("/periods/open?first=2026-12").content.decode()
    assert "Khung đã sửa của thành phố" not in browser.get("/periods/open?first=2026-11").content.decode()


def test_a_trial_shows_both_results_and_writes_nothing(city: City, as_: As) -> None:
    made = replaced(city, draft(city), GOOD)
    data = '[{"id": "x", "general": 20, "lines": [{"assigned": 4, "completed": 3, "coefficient": 1}]}]'
    events = Event.objects.filter(tag__startswith="law:").count()
    page = as_(city_officer(city)).post(f"/frameworks/drafts/{made.pk}/trial/", {"data": data}).content.decode()
    assert "72,5" in page and "khác nhau" in page
    assert "Hoàn thành tốt nhiệm vụ" in page and "Hoàn thành nhiệm vụ" in page
    assert Event.objects.filter(tag__startswith="law:").count() == events


@pytest.mark.parametrize(
    "data", ["", "{", "[1]", '[{"id": "x", "general": 31}]', '[{"id": "x", "id": "y"}]', "[" * 5000]
)
def test_sheets_that_cannot_be_scored_are_said_on_the_page(city: City, as_: As, data: str) -> None:
    made = draft(city)
    answer = as_(city_officer(city)).post(f"/frameworks/drafts/{made.pk}/trial/", {"data": data})
    assert answer.status_code == 200
    assert "nr-note is-bad" in answer.content.decode()


def test_every_page_keeps_to_few_queries(city: City, as_: As, django_assert_max_num_queries) -> None:
    decided(city)
    made = draft(city)
    browser = as_(city_officer(city))
    paths = [
        "/frameworks/", f"/frameworks/{SHIPPED}/", f"/frameworks/drafts/{made.pk}/", f"/frameworks/drafts/{made.pk}/values/",
        f"/frameworks/drafts/{made.pk}/compare/", f"/frameworks/drafts/{made.pk}/trial/", f"/frameworks/drafts/{made.pk}/decide/",
    ]  # fmt: skip
    for path in paths:
        with django_assert_max_num_queries(15):
            answer = browser.get(path)
        assert answer.status_code == 200
        assert len(answer.content) < 150_000, path


def test_a_comparison_with_another_framework_stays_a_page(city: City, as_: As) -> None:
    path = f"/frameworks/drafts/{draft(city).pk}/compare/"
    browser = as_(city_officer(city))
    first = browser.get(f"{path}?with=nd90-2020&kind=removed")
    assert "Bỏ đi" in first.content.decode() and "page=2" in first.content.decode()
    assert len(first.content) < 150_000
    assert browser.get(f"{path}?with=nd90-2020&kind=removed&page=2").content != first.content
    assert browser.get(f"{path}?with=khong-co").status_code == 200


def test_readers_see_decided_versions_and_no_drafts(city: City, as_: As) -> None:
    version, made = decided(city), draft(city)
    browser = as_(city.an)
    assert browser.get(f"/frameworks/versions/{version.pk}/").status_code == 200
    assert browser.get(f"/frameworks/versions/{made.pk}/").status_code == 404
    page = browser.get("/frameworks/").content.decode()
    assert "45/QĐ-UBND" in page and "Dự thảo đang soạn" not in page
