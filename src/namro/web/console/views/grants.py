"""Grants: who is a home-affairs officer of what, who administers the system."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access import services
from namro.base.access.http import Request
from namro.base.access.models import Role
from namro.base.accounts.models import User
from namro.base.errors import DomainError
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import Unit
from namro.web.console import selectors

PER_PAGE = 50


class GrantForm(forms.Form):
    user = forms.CharField(label=gettext_lazy("Tên đăng nhập hoặc mã cán bộ"))
    role = forms.ChoiceField(label=gettext_lazy("Vai trò"), choices=Role.choices)
    unit = forms.CharField(
        label=gettext_lazy("Mã đơn vị"),
        required=False,
        help_text=gettext_lazy("Với cán bộ nội vụ: quyền trùm cả các đơn vị bên dưới."),
    )
    since = forms.DateField(label=gettext_lazy("Từ ngày"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=gettext_lazy("Đến hết ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    basis = forms.CharField(label=gettext_lazy("Văn bản giao nhiệm vụ"), required=False, max_length=160)

    def clean_user(self) -> User:
        user = selectors.user_named(self.cleaned_data["user"])
        if user is None:
            raise forms.ValidationError(_("Không có tài khoản này. Cấp tài khoản trước, rồi phân quyền."))
        return user

    def clean_unit(self) -> int | None:
        code = self.cleaned_data["unit"].strip()
        if not code:
            return None
        unit = Unit.objects.filter(code__iexact=code).first()
        if unit is None:
            raise forms.ValidationError(_("Không có đơn vị mang mã này. Xem mã ở trang Đơn vị."))
        return unit.pk


def listing(request: Request) -> HttpResponse:
    return _page(request, GrantForm(initial={"since": request.on.isoformat()}))


def _page(request: Request, form: GrantForm, status: int = 200) -> HttpResponse:
    text = request.GET.get("q", "")
    page = Paginator(selectors.grants(on=request.on, text=text), PER_PAGE).get_page(request.GET.get("page"))
    names = organisation.name_of([grant.unit_id for grant in page if grant.unit_id], on=request.on)
    return render(
        request, "console/grants.html", {"page": page, "names": names, "form": form, "q": text}, status=status
    )


def give(request: Request) -> HttpResponse:
    if request.method != "POST":
        return redirect("grants")
    form = GrantForm(request.POST)
    if form.is_valid() and _given(request, form):
        messages.success(request, _("Đã cấp quyền."))
        return redirect("grants")
    return _page(request, form, status=422)


def _given(request: Request, form: GrantForm) -> bool:
    """Give it; a refusal becomes an error of the form."""
    data: dict[str, Any] = form.cleaned_data
    try:
        services.give(
            user_id=data["user"].pk, role=Role(data["role"]), unit_id=data["unit"], since=data["since"], until=data["until"],
            basis=data["basis"], by=request.actor, at=request.at,
        )  # fmt: skip
    except DomainError as error:
        form.add_error(error.field or None, str(error))
        return False
    return True


def take_back(request: Request, pk: int) -> HttpResponse:
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        services.take_back(grant_id=pk, on=request.on, reason=reason, by=request.actor, at=request.at)
        messages.success(request, _("Đã thu hồi quyền."))
    return redirect("grants")
