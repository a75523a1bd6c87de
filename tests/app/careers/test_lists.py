"""A staff list is no way around the rules of posting."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.app.careers.career import AT, actor, rated

from namro.base.imports import services
from namro.city.people.models import Posting
from namro.city.people.watch import Wanted
from namro.duties.careers.services import barred_among

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def listed(city, code: str, title: str, unit: str = "Phòng Kinh tế"):
    name = "Nguyễn Văn An"
    text = f"Mã cán bộ;Họ và tên;Đơn vị;Chức vụ;Đối tượng\n{code};{name};{unit};{title};Công chức\n"
    return services.receive(
        file=SimpleUploadedFile("ds.csv", text.encode()), kind="staff", on=ON, by=actor(city.officer, ON), at=AT,
    )  # fmt: skip


def codes(upload) -> list[str]:
    return [one["code"] for one in upload.analysis["findings"] if one["severity"] == "error"]


def test_a_list_that_moves_somebody_weak_up_is_refused_at_its_row(city):
    rated(city.an, 2025, "KHT")
    upload = listed(city, "CB-AN", "Phó Trưởng phòng")
    assert "posting.barred" in codes(upload)
    assert Posting.objects.get(person=city.an.person).unit == city.culture


def test_a_list_that_moves_them_across_or_leaves_them_is_not(city):
    rated(city.an, 2025, "KHT")
    assert "posting.barred" not in codes(listed(city, "CB-AN", "Chuyên viên"))
    assert "posting.barred" not in codes(listed(city, "CB-AN", "Chuyên viên", "Phòng Văn hóa - Xã hội"))


def test_only_those_who_may_be_barred_are_looked_at(city, django_assert_num_queries):
    wanted = [
        Wanted(one.person_id, city.economy.pk, "deputy", ON, None) for one in (city.an, city.binh, city.officer)
    ] * 100  # fmt: skip
    with django_assert_num_queries(3):
        assert barred_among(wanted) == {}
    rated(city.an, 2025, "KHT")
    assert list(barred_among(wanted[:3])) == [0]
