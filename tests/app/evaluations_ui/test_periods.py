"""The board of home affairs: what a period would be, who is behind, and long work as jobs."""

from __future__ import annotations

import pytest
from tests.app.evaluations.month import city_officer, open_month, reviewed_month, self_score
from tests.cast import City

from namro.base.jobs.models import Job
from namro.duties.evaluations.models import Period

pytestmark = pytest.mark.django_db


def main(answer) -> str:
    return answer.content.decode().split("<main")[1]


def asked(**changes: str) -> dict[str, str]:
    return {"kind": "month", "first": "2026-11", "framework": "nd335-2025", **changes}


@pytest.mark.parametrize("path", ["/periods/", "/periods/open"])
@pytest.mark.parametrize("who", ["an", "office_head", "chair", "administrator"])
def test_only_home_affairs_come_here(city: City, as_, who, path):
    assert as_(getattr(city, who)).get(path).status_code == 404


def test_nothing_yet_teaches_the_first_step(city: City, as_):
    text = main(as_(city_officer(city)).get("/periods/"))
    assert "Mở kỳ đầu tiên" in text


def test_the_form_argues_each_open_point_before_opening(city: City, as_):
    text = main(as_(city_officer(city)).get("/periods/open", asked()))
    assert "tháng 11/2026" in text and "Mẫu số của b và c" in text
    assert "Nghị định ghi rõ" in text and "cơ quan lựa chọn" in text
    assert "Lao động hợp đồng".lower() in text


def test_opening_is_a_job_with_progress(city: City, as_):
    answer = as_(city_officer(city)).post("/periods/open", asked(**{"set-cap": "no"}))
    job = Job.objects.get(task="evaluations.open_period")
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    assert job.arguments["settings"] == {"cap": "no"}
    assert not Period.objects.exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"first": ""}, "tháng"),
        ({"set-cap": "maybe"}, "cap"),
        ({"framework": "nd335-1999"}, "nd335-1999"),
        (
            {
                "self_score_by": "2026-12-20",
                "review_by": "2026-12-01",
                "decide_by": "2026-12-21",
                "publish_by": "2026-12-22",
            },
            "thứ tự",
        ),
    ],
)
def test_a_wrong_form_says_what_to_do(city: City, as_, changes, says):
    answer = as_(city_officer(city)).post("/periods/open", asked(**changes))
    if changes == {"first": ""}:  # nothing typed: the month that is running
        assert answer.status_code == 302
        return
    assert answer.status_code == 400 and says in main(answer)
    assert not Job.objects.exists()


def test_the_board_counts_by_unit_and_step(city: City, as_):
    period = open_month(city)
    self_score(city.an)
    text = main(as_(city_officer(city)).get(f"/periods/{period.pk}"))
    assert "Phường Tây Hồ" in text and "Thành phố Hà Nội" in text
    only = main(as_(city.officer).get(f"/periods/{period.pk}"))
    assert "Phường Tây Hồ" in only and "Phường Ba Đình" not in only
    found = main(as_(city_officer(city)).get(f"/periods/{period.pk}?q=tay ho&sort=-sheets"))
    assert "Phường Ba Đình" not in found.split("<tbody")[1]


def test_progress_comes_down_as_a_workbook(city: City, as_):
    period = open_month(city)
    answer = as_(city.officer).get(f"/periods/{period.pk}/files/progress.xlsx")
    assert answer.status_code == 200 and answer.content.startswith(b"PK")


def test_refresh_calculate_and_close(city: City, as_):
    month = reviewed_month(city)
    browser = as_(city_officer(city))
    assert browser.post(f"/periods/{month.period.pk}/do/refresh").status_code == 302
    assert browser.post(f"/periods/{month.period.pk}/do/calculate").headers["Location"].startswith("/jobs/")
    assert "chưa công bố" in main(browser.get(f"/periods/{month.period.pk}/close"))
    assert browser.post(f"/periods/{month.period.pk}/close").headers["Location"].startswith("/jobs/")
