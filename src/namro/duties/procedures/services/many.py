"""One act on many procedures at once: all or none, and of each that is refused why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.errors import DomainError

SHOWN = 12  # refusals told one by one; more are only counted


@transaction.atomic
def for_each(codes: Sequence[str], act: Callable[[str], object]) -> int:
    """Do it to each code once, in their order; how many there were.

    Refuses: procedures.many.none, procedures.many.refused with the reason of each; access.denied as it comes
    """
    wanted = list(dict.fromkeys(codes))
    if not wanted:
        raise DomainError("procedures.many.none", _("Chưa có mã thủ tục nào."), field="codes")
    refused = [(code, why) for code in wanted if (why := _refusal(code, act))]
    if refused:
        told = "; ".join(f"{code}: {why}" for code, why in refused[:SHOWN])
        if len(refused) > SHOWN:
            told += " " + _("Và %(count)s thủ tục khác.") % {"count": len(refused) - SHOWN}
        message = _("Chưa ghi gì, vì có thủ tục không ghi được. %(told)s")
        raise DomainError("procedures.many.refused", message % {"told": told}, field="codes")
    return len(wanted)


def _refusal(code: str, act: Callable[[str], object]) -> str:
    try:
        with transaction.atomic():
            act(code)
    except DomainError as error:
        if error.status == 403:
            raise
        return str(error)
    return ""
