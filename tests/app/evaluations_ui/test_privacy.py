"""Who sees what of a sheet, on the pages and in the files themselves; and the person sees who saw."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.urls import reverse
from tests.app.evaluations.month import open_month, published_month, reviewed_month, round_of, sheet_of

from namro.base.audit.models import Event
from namro.base.notify.models import Notice

pytestmark = pytest.mark.django_db
SEEN_BY_OTHERS = "83,67"  # An's points; only he reaches them


def page(as_, who, name, *args, **query):
    return as_(who).get(reverse(name, args=args), query)


def test_within_the_unit_the_level_is_seen_and_the_points_are_not(city, as_):
    month = published_month(city)
    for colleague in (city.binh, city.economy_head):
        seen = page(as_, colleague, "ratings", month.commune.pk)
        assert seen.status_code == 200
        assert "Nguyễn Văn An" in seen.content.decode()
        assert SEEN_BY_OTHERS not in seen.content.decode()
        assert page(as_, colleague, "sheet", sheet_of(city.an).pk).status_code == 404
        assert page(as_, colleague, "sheet_live", sheet_of(city.an).pk).status_code == 404
        assert page(as_, colleague, "sheet_file", sheet_of(city.an).pk, "pdf").status_code == 404


def test_before_publication_nobody_but_the_scorers_sees_a_level(city, as_):
    month = reviewed_month(city)
    month.decide()
    assert page(as_, city.binh, "ratings", month.commune.pk).status_code == 404
    own = page(as_, city.an, "sheet", sheet_of(city.an).pk)
    assert own.status_code == 200
    assert "12/QĐ" not in own.content.decode()


def test_another_commune_and_the_administrator_see_nothing_at_all(city, as_):
    month = published_month(city)
    for stranger in (city.outsider, city.other_chair, city.administrator):
        for name, args in (
            ("ratings", [month.commune.pk]), ("round", [month.commune.pk]), ("sheet", [sheet_of(city.an).pk]),
            ("round_file", [month.commune.pk, "export.json"]), ("round_file", [month.commune.pk, "list.xlsx"]),
        ):  # fmt: skip
            assert page(as_, stranger, name, *args).status_code == 404, (stranger, name)
    for name in ("audit", "jobs", "notices", "imports", "home", "people"):
        shown = page(as_, city.administrator, name)
        assert SEEN_BY_OTHERS not in shown.content.decode()
        assert "evaluations:" not in shown.content.decode()
    assert page(as_, city.administrator, "audit", tag="evaluations:").content.decode().count("<tr>") <= 1


def test_the_files_of_a_round_go_to_whoever_prepares_it_and_to_no_scorer_of_a_part(city, as_):
    month = published_month(city)
    for kind in ("export.json", "list.xlsx"):
        assert page(as_, city.chair, "round_file", month.commune.pk, kind).status_code == 200
        assert page(as_, city.officer, "round_file", month.commune.pk, kind).status_code == 200
        assert page(as_, city.office_head, "round_file", month.commune.pk, kind).status_code in (403, 404)
        assert page(as_, city.an, "round_file", month.commune.pk, kind).status_code == 404
    export = page(as_, city.chair, "round_file", month.commune.pk, "export.json")
    assert json.loads(export.content)


def test_a_scorer_of_a_part_reads_only_that_part(city, as_):
    reviewed_month(city)
    shown = page(as_, city.office_head, "review_table").content.decode()
    assert "Nguyễn Văn An" in shown
    assert "Vũ Tiến Dũng" not in shown


@pytest.mark.parametrize(
    ("who", "name", "arguments", "tag"),
    [
        ("office_head", "sheet", "sheet", "evaluations:sheet:viewed"),
        ("office_head", "sheet_live", "sheet", "evaluations:sheet:viewed"),
        ("office_head", "sheet_file", "pdf", "evaluations:sheet:printed"),
        ("office_head", "review_table", "", "evaluations:team:viewed"),
        ("office_head", "accept_all", "", "evaluations:team:viewed"),
        ("chair", "round", "round", "evaluations:round:viewed"),
        ("chair", "round_file", "list", "evaluations:round:downloaded_list"),
    ],
)
def test_the_person_sees_who_saw_their_sheet(city, as_, who, name, arguments, tag):
    month = reviewed_month(city)
    sheet = sheet_of(city.an)
    chosen = {
        "": [], "sheet": [sheet.pk], "pdf": [sheet.pk, "pdf"], "round": [month.commune.pk], "list": [month.commune.pk, "list.xlsx"],
    }[arguments]  # fmt: skip
    looker = getattr(city, who)
    before = as_(city.an).get(reverse("sheet", args=[sheet.pk])).context["m"]["viewers"]
    assert page(as_, looker, name, *chosen).status_code == 200
    assert Event.objects.filter(tag=tag, user_id=looker.pk).count() == 1
    after = as_(city.an).get(reverse("sheet", args=[sheet.pk])).context["m"]["viewers"]
    assert ([one.text for one in before], [one.text for one in after]) == ([], [looker.person.full_name])


def test_looking_at_ones_own_is_not_written_down(city, as_):
    open_month(city)
    for name, *args in (
        ("sheet", sheet_of(city.an).pk),
        ("sheet_live", sheet_of(city.an).pk),
        ("sheet_file", sheet_of(city.an).pk, "pdf"),
    ):
        assert page(as_, city.an, name, *args).status_code == 200
    assert not Event.objects.filter(user_id=city.an.pk, tag__startswith="evaluations:").exists()


def test_looking_into_another_office_is_not_told_to_this_one(city, as_):
    reviewed_month(city)
    page(as_, city.economy_head, "review_table")
    assert as_(city.an).get(reverse("my_sheet")).context["m"]["viewers"] == []


def test_a_notice_of_publication_names_no_level(city):
    published_month(city)
    texts = Notice.objects.filter(kind="evaluations.published").values_list("text", "text_en")
    assert texts
    assert not [
        one for pair in texts for one in pair if any(level in one for level in ("HTXS", "HTT", "HTNV", SEEN_BY_OTHERS))
    ]


def test_the_name_of_a_unit_never_becomes_a_formula(city, as_):
    from namro.city.organisation.models import UnitSpell

    UnitSpell.objects.filter(unit=city.commune).update(name='=HYPERLINK("http://ac.example","x")')
    period = open_month(city)
    found = as_(city.officer).get(reverse("period_file", args=[period.pk, "progress.xlsx"]))
    with zipfile.ZipFile(io.BytesIO(found.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert round_of(period, city.commune)
