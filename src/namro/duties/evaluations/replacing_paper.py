"""What the decision says that replaced somebody's result, filled in from rows. Vietnamese only."""

from __future__ import annotations

from django.utils.translation import gettext as _

from namro.base.documents.types import ReplacingDocument
from namro.base.errors import NotVisible
from namro.city.organisation import selectors as organisation
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import DecidedRating, Period, Petition, Sheet
from namro.duties.evaluations.papers import agency_of, authority_line, period_words, signer_title
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook, rulebook_of


def replacement(sheet: Sheet, decision_id: int) -> DecidedRating:
    """The rating of a sheet by a decision that replaced an earlier one, in force or itself replaced since.

    Refuses: evaluations.not_found
    """
    rows = DecidedRating.objects.filter(sheet=sheet, decision=decision_id, decision__replaces__isnull=False)
    found = rows.select_related("decision__signer").order_by("pk").first()
    if found is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    return found


def replacing_document(sheet: Sheet, new: DecidedRating) -> ReplacingDocument:
    """A replacing decision as it was made; the sheet comes with its round, period, person and posting."""
    decision = new.decision
    old = DecidedRating.objects.select_related("decision").get(decision=decision.replaces_id, sheet=sheet)
    book = rulebook_of(sheet.period)
    agency, title = agency_of(decision.unit_id, sheet.period), signer_title(decision)
    petition = Petition.objects.filter(decision=decision).order_by("pk").first()
    return ReplacingDocument(
        agency=agency.name,
        parent_agency=agency.parent,
        unit=agency_of(sheet.unit_id, sheet.period).name,
        period=period_words(sheet.period),
        number=decision.number,
        on=decision.on,
        place=agency.place,
        signer=decision.signer.full_name,
        signer_title=title,
        authority=authority_line(title, agency.name),
        name=sheet.person.full_name,
        post=_post(sheet),
        old_number=old.decision.number,
        old_on=old.decision.on,
        old_rating=_level(book, old.rating),
        new_rating=_level(book, new.rating),
        reason=new.reason,
        is_part=old.decision.ratings.exclude(sheet=sheet).exists(),
        petition_on=petition.received_on if petition else None,
        is_year=sheet.period.kind == Period.Kind.YEAR,
        framework=sheet.period.framework,
        instrument=book.framework.rule.instrument,
    )


def _post(sheet: Sheet) -> str:
    unit = organisation.name_of([sheet.unit_id], on=sheet.period.days.upper - rules.ONE_DAY).get(sheet.unit_id, "")
    return ", ".join(part for part in (sheet.posting.title, unit) if part)


def _level(book: Rulebook, rating: str) -> tuple[str, str]:
    """Code and full name of a level; not rated has a name alone."""
    return ("", "Không xếp loại") if rating == NOT_RATED else (rating, book.framework.band(rating).rule.title.vi)
