"""From a late dossier to a score that says why: the whole loop, in the browser, over ten days of November."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from tests.browser.demonstration import from_moment
from tests.browser.pages_of_the_demo import AUTHORITY, DESK, HEAD, STAFF, actor, procedure_of_the_desk
from tests.browser.test_desk import begin
from tests.browser.test_flows import user

from namro.city.facts.models import Observation
from namro.duties.evaluations import services
from namro.duties.evaluations.models import ObservationUse, Sheet, SheetState
from namro.duties.evaluations.rulebook import rulebook_of
from namro.duties.feedback.models import Feedback
from namro.duties.onestop.jobs import observe
from namro.duties.onestop.models import Dossier
from namro.web.demo.build import NOVEMBER
from namro.web.demo.work import moment

pytestmark = pytest.mark.django_db(transaction=True)
LATE = date(2026, 11, 30)
SAID = "Hẹn ba ngày mà mười ngày chưa có kết quả, hỏi thì cán bộ không trả lời."


def test_a_late_dossier_a_complaint_a_sheet_an_explanation(demo, visit) -> None:
    dossier = received_and_begun(visit)
    with from_moment(moment(LATE, 9)):
        finished_late(visit, dossier)
        complaint = complained_of(visit, dossier)
        verified(visit, complaint)
        observe(timezone.now())  # what every night does
        sheet = self_scored()
        used_by_the_reviewer(visit, sheet)
        scored_by_the_reviewer(visit, sheet)
        cited_to_the_officer(visit, sheet, complaint)


def received_and_begun(visit: Any) -> Dossier:
    """On the 20th: three working days or less, two steps; the first is the officer's this story is about."""
    offered = procedure_of_the_desk()
    page = visit(user(DESK), "/dossiers/new/")
    page.fill("#q", offered.name[:30])
    page.click("form.nr-filters button")
    page.click(f"main a:has-text('{offered.name[:40]}')")
    page.fill("[name=applicant]", "Trần Thị Mơ")
    page.fill("[name=phone]", "0912 345 678")
    for number in range(len(offered.papers)):
        page.check(f"[name=paper{number}]")
    page.click("button[value=accept]")
    page.wait_for_url("**/dossiers/*/")
    made = Dossier.objects.latest("pk")
    begin(page)
    assert made.due_at is not None
    assert made.due_at < moment(LATE, 8)
    return made


def finished_late(visit: Any, dossier: Dossier) -> None:
    page = visit(user(STAFF), f"/dossiers/{dossier.pk}/step/")
    page.fill("[name=outcome]", "Đủ điều kiện")
    page.click("main form button[type=submit]")
    page = visit(user(HEAD), f"/dossiers/{dossier.pk}/move/finish/")
    page.fill("[name=result_number]", "99/KQ")
    page.fill("[name=result_on]", f"{LATE:%Y-%m-%d}")
    page.fill("[name=result_signer]", "Lê Thị Hoa")
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**/dossiers/{dossier.pk}/")
    dossier.refresh_from_db()
    assert dossier.is_late
    late = dossier.steps.get(number=1)
    assert (late.is_late, late.person_id) == (True, user(STAFF).person_id)


def complained_of(visit: Any, dossier: Dossier) -> Feedback:
    """The citizen, signed in nowhere, on the public pages; whose fault it is they cannot know."""
    page = visit(None, "/portal/feedback/")
    page.select_option("[name=klass]", "delay")
    page.select_option("[name=unit_id]", str(dossier.point.unit_id))
    for name, text in (("content", SAID), ("dossier_code", dossier.code), ("phone", "0912 345 678")):
        page.fill(f"[name={name}]", text)
    page.click("main form.np-form button[type=submit]")
    page.locator("main", has_text="PA-2026-").wait_for()
    found = Feedback.objects.get(dossier_code=dossier.code)
    assert (found.channel, found.person_id) == ("portal", None)
    return found


def verified(visit: Any, complaint: Feedback) -> None:
    """The chair hands it out, the head of the office looks into it, finds it true, and names whose step it was."""
    page = visit(user(AUTHORITY), f"/feedback/{complaint.pk}/assign/")
    page.fill("[name=person]", user(HEAD).person.code)
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**/feedback/{complaint.pk}/")
    page = visit(user(HEAD), f"/feedback/{complaint.pk}/verify/")
    page.select_option("[name=outcome]", "true")
    page.fill("[name=finding]", "Hồ sơ nằm ở bước thẩm định sáu ngày.")
    page.fill("[name=person]", user(STAFF).person.code)
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**/feedback/{complaint.pk}/")
    told = Observation.objects.get(kind="complaints", person=user(STAFF).person_id, month=NOVEMBER)
    assert complaint.code in told.note


def november() -> Sheet:
    return Sheet.objects.get(period__days__startswith=NOVEMBER, person=user(STAFF).person_id)


def self_scored() -> Sheet:
    """The officer's sheet of November, as far as they score it themself."""
    sheet = november()
    if sheet.state == SheetState.OPEN:
        points = [int(one.maximum * 100) for one in rulebook_of(sheet.period).criteria]
        services.submit_self_score(
            sheet_id=sheet.pk, points=points, strengths="", limits="", version=sheet.version, by=actor(STAFF),
            at=timezone.now(), on=LATE,
        )  # fmt: skip
    return sheet


def used_by_the_reviewer(visit: Any, sheet: Sheet) -> None:
    """The late step and the complaint stand beside the sheet; both are used, nothing but the reviewer gives points."""
    sheet.refresh_from_db()
    kept = (sheet.state, sheet.self_points, sheet.review_points)
    page = visit(user(HEAD), f"/sheets/{sheet.pk}")
    seen = {
        one.kind: one for one in Observation.objects.filter(person=sheet.person_id, month=NOVEMBER, withdrawn_at=None)
    }
    assert {"late_steps", "complaints", "on_time"} <= set(seen)
    assert seen["late_steps"].note
    for kind in ("late_steps", "complaints"):
        form = page.locator(f"#o{seen[kind].pk} form")
        form.locator("[name=reason]").fill("Chậm do cán bộ")
        form.locator("button[value=used]").click()
        page.locator(f"#o{seen[kind].pk} .is-fine").wait_for()
    uses = ObservationUse.objects.filter(sheet=sheet, outcome="used").order_by("criterion")
    assert [one.criterion for one in uses] == ["II.3", "II.4"]
    sheet.refresh_from_db()
    assert (sheet.state, sheet.self_points, sheet.review_points) == kept


def scored_by_the_reviewer(visit: Any, sheet: Sheet) -> None:
    page = visit(user(HEAD), "/sheets/review")
    page.locator(f"#s{sheet.pk} button[name=accept]").click()
    page.locator(f"#s{sheet.pk} small", has_text="như tự chấm").wait_for()
    sheet.refresh_from_db()
    assert (sheet.state, sheet.accepted_as_self) == (SheetState.REVIEWED, True)


def cited_to_the_officer(visit: Any, sheet: Sheet, complaint: Feedback) -> None:
    """Under its criterion, the explanation names the complaint and the reviewer; the way to the dossiers is open."""
    page = visit(user(STAFF), f"/sheets/{sheet.pk}")
    text = page.locator("main").text_content()  # closed parts of the explanation too
    assert complaint.code in text
    assert "Căn cứ: Phản ánh của người dân đã xác minh là đúng" in text
    assert "Căn cứ: Bước xử lý hồ sơ chậm do mình" in text
    late = Observation.objects.get(kind="late_steps", person=sheet.person_id, withdrawn_at=None)
    page.click(f"#o{late.pk} a:has-text('Xem nguồn')")
    page.wait_for_url(f"**{late.link}")
    assert late.note.split(", ")[-1] in page.locator("main").inner_text()
