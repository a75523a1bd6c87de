"""Each page says what it shows and why; each form does its act, or says what is wrong and keeps what was typed."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from tests.app.careers.career import discipline, rated, review, since, term, voted, when

from namro.base.audit.models import Event
from namro.duties.careers import services, timeline
from namro.duties.careers.models import CaseDecision, DisciplineDecision, MoveOverride, RemovalCase, Term, TermReview
from namro.duties.careers.timeline import Entry

pytestmark = pytest.mark.django_db
DISCIPLINE = {
    "kind": "administrative", "form": "reprimand", "number": "12/QĐ", "decided_on": "2026-10-05", "effective_on": "2026-10-05",
    "nature": "public_duty", "note": "Trả hồ sơ trễ", "act_first": "2026-09-01", "act_last": "2026-09-10",
}  # fmt: skip


def shown(response) -> str:
    assert response.status_code == 200, response.content.decode()[:400]
    return response.content.decode()


def test_the_timeline_tells_a_life_and_leads_back_to_the_sheets(city, as_):
    since(city.an, date(2024, 1, 1))
    rated(city.an, 2024, "HTT", link="/sheets/7")
    rated(city.an, 2025, "KHT", link="/sheets/8")
    discipline(city, city.an)
    page = shown(as_(city.officer).get(f"/people/{city.an.person_id}/career/"))
    for words in (
        "Chuyên viên, Phòng Văn hóa",
        "/sheets/7",
        "/sheets/8",
        "khiển trách",
        "Chưa được bố trí lên vị trí cao hơn",
    ):
        assert words in page
    before = shown(as_(city.officer).get(f"/people/{city.an.person_id}/career/?on=2025-06-30"))
    assert "/sheets/7" in before and "/sheets/8" not in before and "khiển trách" not in before
    only = shown(as_(city.officer).get(f"/people/{city.an.person_id}/career/?kind=rating"))
    assert "/sheets/7" in only and "khiển trách" not in only
    assert Event.objects.filter(tag="careers:career:viewed").count() == 3


def test_a_replaced_rating_is_struck_through_from_the_day_it_was_replaced(city, as_):
    since(city.an, date(2024, 1, 1))
    rated(city.an, 2025, "KHT", ref="a", published_on=date(2025, 12, 12))
    rated(city.an, 2025, "HTT", ref="b", published_on=date(2026, 3, 1))
    assert "<s>" in shown(as_(city.an).get(f"/people/{city.an.person_id}/career/"))
    assert "<s>" not in shown(as_(city.an).get(f"/people/{city.an.person_id}/career/?on=2026-02-01"))


def test_other_duties_add_to_it(city, as_, monkeypatch):
    monkeypatch.setattr(timeline, "_sources", [])
    timeline.register(lambda person_id, on: [Entry(date(2026, 1, 5), "reward", f"Giấy khen {person_id}")])
    assert f"Giấy khen {city.an.person_id}" in shown(as_(city.an).get(f"/people/{city.an.person_id}/career/"))


def test_who_reads_a_career(city, as_):
    for who in (city.an, city.office_head, city.chair, city.officer):
        assert as_(who).get(f"/people/{city.an.person_id}/career/").status_code == 200
    for who in (city.binh, city.outsider, city.other_chair, city.administrator):
        assert as_(who).get(f"/people/{city.an.person_id}/career/").status_code == 404


def test_the_timeline_as_a_paper(city, as_):
    rated(city.an, 2025, "HTXS", framework="nd90-2020")
    answer = as_(city.officer).get(f"/people/{city.an.person_id}/career.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Nguyễn Văn An" in text and "Hoàn thành xuất sắc nhiệm vụ: năm 2025" in text


def test_the_pages_speak_english(city, as_):
    discipline(city, city.an)
    client = as_(city.officer)
    client.post("/language/", {"language": "en"})
    assert "Reprimand" in shown(client.get("/careers/discipline/"))


def test_a_decision_is_entered_and_its_page_says_where_it_counts(city, as_):
    client = as_(city.officer)
    answer = client.post(f"/people/{city.an.person_id}/discipline/new/", DISCIPLINE)
    made = DisciplineDecision.objects.get()
    assert answer.headers["Location"] == f"/careers/discipline/{made.pk}/"
    page = shown(client.get(f"/careers/discipline/{made.pk}/"))
    assert "Điều 11.3a" in page and "nd335-2025" in page and "Bị kỷ luật trong năm" in page
    wrong = client.post(
        f"/people/{city.an.person_id}/discipline/new/", {**DISCIPLINE, "form": "pay_step_cut", "number": "13"}
    )
    assert (
        wrong.status_code == 422
        and "Khi đó chỉ có" in wrong.content.decode()
        and "Trả hồ sơ trễ" in wrong.content.decode()
    )
    client.post(f"/careers/discipline/{made.pk}/correct/", {**DISCIPLINE, "note": "Đúng ra"})
    client.post(f"/careers/discipline/{DisciplineDecision.objects.latest('pk').pk}/withdraw/", {"reason": "Hủy"})
    assert DisciplineDecision.objects.filter(withdrawn_at=None).count() == 0
    assert "Bản ghi mới" in shown(client.get(f"/careers/discipline/{made.pk}/"))


def test_a_year_decided_without_the_act_asks_to_be_replaced(city, as_):
    rated(city.an, 2026, "HTT", decided_on=date(2026, 10, 1))
    made = discipline(city, city.an)
    assert "cần quyết định thay thế" in shown(as_(city.an).get(f"/careers/discipline/{made.pk}/"))


def test_a_term_from_its_decision_to_its_end(city, as_):
    client, hoa = as_(city.officer), city.office_head
    since(hoa, date(2022, 1, 1))
    given = {"kind": "first", "first": "2022-01-10", "number": "7/QĐ", "decided_on": "2022-01-05"}
    typed = client.post(f"/people/{hoa.person_id}/terms/new/", {**given, "until": "2027-01-31"})
    assert typed.status_code == 422 and "không nhập tay" in typed.content.decode()
    client.post(f"/people/{hoa.person_id}/terms/new/", given)
    made = Term.objects.get()
    url = f"/careers/terms/{made.pk}/"
    assert "thiếu kết quả" in shown(client.get(url))
    client.post(f"{url}review/", {"notice_on": "2026-10-20"})
    for meeting in ("key_staff", "leadership"):
        client.post(f"{url}vote/", {
            "meeting": meeting, "held_on": "2026-11-01", "summoned": "50", "present": "50", "in_favour": "26", "minutes": "1/BB",
        })  # fmt: skip
    page = shown(client.get(url))
    assert "52,00%" in page and "chậm" in page
    decide = {"outcome": "reappointed", "number": "8/QĐ", "decided_on": "2026-11-20"}
    refused = as_(city.chair).post(f"{url}decide/", decide)
    assert refused.status_code == 422 and "2022: chưa có kết quả" in refused.content.decode()
    as_(city.chair).post(f"{url}decide/", {**decide, "override": "on", "reason": "Theo nghị quyết"})
    assert TermReview.objects.get().is_override
    assert "Theo nghị quyết" in shown(as_(city.chair).get("/careers/overrides/"))
    assert "khác quy định" in shown(client.get(url))


def test_a_case_from_its_opening_to_its_decision(city, as_):
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 18), link="/sheets/5")
    found = RemovalCase.objects.get()
    url = f"/careers/cases/{found.pk}/"
    page = shown(as_(city.officer).get(url))
    assert "/sheets/5" in page and "Điều 23.3đ" in page and "hạn do cơ quan chọn" in page
    as_(city.officer).post(f"{url}step/proposal/", {"done_on": "2026-11-20", "document": "5/TTr"})
    wrong = as_(city.chair).post(
        f"{url}decide/", {"outcome": "kept", "number": "9/QĐ", "decided_on": "2026-11-20", "reason": ""}
    )
    assert wrong.status_code == 422
    as_(city.chair).post(
        f"{url}decide/", {"outcome": "kept", "number": "9/QĐ", "decided_on": "2026-11-20", "reason": "Lần đầu"}
    )
    assert CaseDecision.objects.get().outcome == "kept"
    assert "Lần đầu" in shown(as_(city.an).get(url))
    assert as_(city.chair).get(f"{url}extend/proposal/").status_code == 200


def test_an_override_of_a_move_by_the_authority(city, as_):
    rated(city.an, 2025, "KHT")
    given = {
        "unit": "HN-TH-KT",
        "rank": "deputy",
        "number": "30/QĐ",
        "decided_on": "2026-11-20",
        "reason": "Thiếu người",
    }
    as_(city.chair).post(f"/people/{city.an.person_id}/override/", given)
    assert MoveOverride.objects.get().bars == "failing_year"
    page = as_(city.officer).post(f"/people/{city.an.person_id}/move/", {
        "unit": "HN-TH-KT", "rank": "head", "staff_group": "cong_chuc", "on": "2026-11-22",
    })  # fmt: skip
    assert page.status_code == 422 and "không hoàn thành nhiệm vụ" in page.content.decode()


@pytest.mark.parametrize("board", ["terms", "cases", "discipline", "overrides"])
def test_boards_are_for_home_affairs_and_authorities(city, as_, board):
    for who in (city.officer, city.chair, city.city_chair):
        shown(as_(who).get(f"/careers/{board}/"))
    for who in (city.an, city.outsider, city.administrator):
        assert as_(who).get(f"/careers/{board}/").status_code == 404


@pytest.fixture
def full(city):
    """Something on every board."""
    made = term(city)
    voted(city, review(city, made))
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 18))
    discipline(city, city.binh)
    services.override_move(
        person_id=city.an.person_id, unit_id=city.economy.pk, rank="deputy", reason="x", number="1/QĐ",
        decided_on=date(2026, 11, 20), **when(city.chair),
    )  # fmt: skip
    return city


@pytest.mark.parametrize("board", ["terms", "cases", "discipline"])
def test_boards_search_filter_and_sort(full, as_, board):
    client = as_(full.officer)
    for ask in ("?q=an", "?state=all", "?sort=name", "?state=closed", "?state=late", "?sort=-until", "?q=khong-co"):
        shown(client.get(f"/careers/{board}/{ask}"))


@pytest.mark.parametrize(
    ("path", "words"),
    [("terms.xlsx?state=all", "Lê Thị Hoa"), ("cases.xlsx", "Nguyễn Văn An"), ("discipline.xlsx", "Đỗ Thanh Bình"), ("overrides/?as=xlsx", "Nguyễn Văn An")],
)  # fmt: skip
def test_boards_as_workbooks(full, as_, path, words):
    book = openpyxl.load_workbook(io.BytesIO(as_(full.officer).get(f"/careers/{path}").content))
    assert words in [cell.value for row in book.active.iter_rows() for cell in row]


@pytest.mark.parametrize("path", ["terms/?state=all", "cases/", "discipline/", "overrides/"])
def test_boards_keep_the_query_budget(full, as_, path):
    client = as_(full.officer)
    client.get(f"/careers/{path}")
    with CaptureQueriesContext(connection) as asked:
        shown(client.get(f"/careers/{path}"))
    said = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(said) <= 12, "\n".join(said)


def test_the_home_page_of_home_affairs_says_what_waits(full, as_):
    page = shown(as_(full.officer).get("/"))
    assert "/careers/cases/" in page


def paper(client, path: str) -> str:
    pages = PdfReader(io.BytesIO(client.get(path).content)).pages
    return " ".join("".join(page.extract_text() for page in pages).split())


def test_the_decision_on_a_reappointment_is_printed_with_the_new_term(city, as_):
    for year in range(2022, 2026):
        rated(city.office_head, year, "HTT")
    made = term(city)
    voted(city, opened := review(city, made))
    client = as_(city.chair)
    assert client.get(f"/careers/terms/{made.pk}/decision.pdf").status_code == 404
    services.decide_review(
        review_id=opened.pk,
        outcome="reappointed",
        number="9/QĐ-UBND",
        decided_on=date(2026, 11, 20),
        **when(city.chair),
    )
    text = paper(client, f"/careers/terms/{made.pk}/decision.pdf")
    for words in (
        "9/QĐ-UBND",
        "PHƯỜNG TÂY HỒ",
        "bổ nhiệm lại ông (bà) Lê Thị Hoa",
        "10/01/2027 đến hết ngày 09/01/2032",
        "Nguyễn Thị Lan",
    ):
        assert words in text, text
    word = client.get(f"/careers/terms/{made.pk}/decision.docx")
    assert word.content[:2] == b"PK"
    assert client.get(f"/careers/terms/{made.pk}/decision.txt").status_code == 404
    assert as_(city.an).get(f"/careers/terms/{made.pk}/decision.pdf").status_code == 404


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("kept", "Giữ nguyên vị trí việc làm"), ("lower_post", "vào vị trí việc làm thấp hơn kể từ ngày 20/11/2026"), ("released", "thôi việc kể từ ngày 20/11/2026")],
)  # fmt: skip
def test_the_decision_that_closes_a_case_is_printed(city, as_, outcome, words):
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 18))
    case = RemovalCase.objects.get()
    services.do_step(
        case_id=case.pk, key="proposal", done_on=date(2026, 11, 19), document="5/TTr", **when(city.officer)
    )
    services.decide_case(
        case_id=case.pk,
        outcome=outcome,
        number="40/QĐ",
        decided_on=date(2026, 11, 20),
        reason="Theo đề xuất",
        **when(city.chair),
    )
    text = paper(as_(city.an), f"/careers/cases/{case.pk}/decision.pdf")
    assert words in text and "Điều 23.3đ, Nghị định 335/2025/NĐ-CP" in text and "Lý do: Theo đề xuất" in text


@pytest.mark.parametrize(("group", "words"), [("vien_chuc", "6 tháng"), ("cong_chuc", None)])
def test_a_warning_delays_the_rise_in_pay_where_the_law_of_the_day_says_so(city, as_, group, words):
    since(city.an, date(2024, 1, 1), staff_group=group)
    day = date(2026, 3, 2)
    made = discipline(city, city.an, form="warning", decided_on=day, effective_on=day, act_first=day, act_last=day)
    page = shown(as_(city.an).get(f"/careers/discipline/{made.pk}/"))
    assert (words in page and "Kéo dài thời hạn nâng lương" in page) if words else "nâng lương" not in page


def test_pages_of_one_thing_keep_the_query_budget(full, as_):
    made, case, row = Term.objects.get(), RemovalCase.objects.get(), DisciplineDecision.objects.get()
    client = as_(full.officer)
    for path in (
        f"/careers/terms/{made.pk}/", f"/careers/cases/{case.pk}/", f"/careers/discipline/{row.pk}/",
        f"/people/{full.an.person_id}/career/",
    ):  # fmt: skip
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            shown(client.get(path))
        said = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert len(said) <= 15, f"{path}: {len(said)}\n" + "\n".join(said)


def test_two_decisions_on_the_same_days_under_other_codes_are_pointed_out(city, as_):
    first = discipline(city, city.an, act_key="hồ sơ  15 ")
    other = discipline(city, city.an, number="77/QĐ", act_key="hồ sơ 16")
    same = discipline(city, city.an, kind="party", number="3-QĐ/UBKT", act_key="hồ sơ 15")
    client = as_(city.officer)
    page = shown(client.get(f"/careers/discipline/{first.pk}/"))
    assert "cùng mã để chỉ tính một lần" in page
    assert f"/careers/discipline/{other.pk}/" in page and f"/careers/discipline/{same.pk}/" in page
    assert list(same.countings.values_list("why", flat=True)) == ["same_act"]
    assert "hồ sơ 15; hồ sơ 16" in shown(client.get(f"/people/{city.an.person_id}/discipline/new/"))
    services.withdraw_discipline(decision_id=other.pk, reason="Trùng", **when(city.officer))
    assert "cùng mã để chỉ tính một lần" not in shown(client.get(f"/careers/discipline/{first.pk}/"))


def test_saving_keeps_the_query_budget(full, as_):
    client, case = as_(full.officer), RemovalCase.objects.get()
    acts = {
        f"/people/{full.an.person_id}/discipline/new/": DISCIPLINE,
        f"/careers/cases/{case.pk}/step/proposal/": {"done_on": "2026-11-20", "document": "5/TTr"},
    }
    for path, data in acts.items():
        with CaptureQueriesContext(connection) as asked:
            assert client.post(path, data).status_code == 302
        said = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert len(said) <= 20, f"{path}: {len(said)}\n" + "\n".join(said)


def test_the_time_limit_of_discipline_says_whether_it_is_law(city, as_):
    since(city.an, date(2024, 1, 1), staff_group="vien_chuc")
    days = {"act_first": date(2026, 7, 1), "act_last": date(2026, 7, 2), "detected_on": date(2026, 7, 2)}
    law, template, untold = (
        discipline(city, city.an, **days),
        discipline(city, city.binh, **days),
        discipline(city, city.vice_chair),
    )
    client = as_(city.officer)
    page = shown(client.get(f"/careers/discipline/{law.pk}/"))
    for words in ("chỉ trong hạn nếu vụ việc phức tạp", "30/09/2026", "29/11/2026", "234/2026", "Chưa trừ thời gian"):
        assert words in page
    limit = page.split("Thời hạn xử lý kỷ luật</dt>")[1].split("</dd>")[0]
    assert "MẪU" not in limit
    other = (
        shown(client.get(f"/careers/discipline/{template.pk}/"))
        .split("Thời hạn xử lý kỷ luật</dt>")[1]
        .split("</dd>")[0]
    )
    assert "MẪU" in other and "chưa đối chiếu nguyên văn" in other
    assert "Thời hạn xử lý" not in shown(client.get(f"/careers/discipline/{untold.pk}/"))


def test_the_day_of_discovery_is_typed_and_kept_when_corrected(city, as_):
    client, path = as_(city.officer), f"/people/{city.an.person_id}/discipline/new/"
    assert client.post(path, {**DISCIPLINE, "detected_on": "2026-10-09"}).status_code == 422
    assert client.post(path, {**DISCIPLINE, "detected_on": "2026-09-09"}).status_code == 302
    row = DisciplineDecision.objects.get()
    assert row.detected_on == date(2026, 9, 9)
    assert "2026-09-09" in shown(client.get(f"/careers/discipline/{row.pk}/correct/"))
