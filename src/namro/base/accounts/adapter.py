"""allauth's adapter: accounts are made by officers, never by visitors; typed work comes back after signing in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from namro.base.accounts import selectors, services
from namro.base.accounts.middleware import typed_token


class ClosedAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản đang bị khóa. Liên hệ cán bộ tổ chức, nội vụ của đơn vị."),
        "username_password_mismatch": _(
            "Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại."
        ),
        "too_many_login_attempts": _(
            "Đã nhập sai quá nhiều lần. Chờ năm phút rồi thử lại, hoặc nhờ cán bộ tổ chức, nội vụ cấp mật khẩu mới."
        ),
        "incorrect_code": _("Mã không đúng hoặc đã hết hạn. Mở ứng dụng xác thực và nhập mã đang hiện."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "enter_current_password": _("Nhập đúng mật khẩu hiện tại."),
        "rate_limited": _("Thao tác quá nhanh. Chờ một phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def clean_password(self, password: str, user: Any = None) -> str:
        """A password somebody else issued is known to them: the next one is another."""
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(_("Mật khẩu mới phải khác mật khẩu đang dùng."), code="password_same")
        cleaned: str = super().clean_password(password, user)
        return cleaned

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """To the typed work that waits, if any, in the language of the account."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        token = typed_token(request)
        if token and selectors.typed_work(token=token, user_id=user.pk, at=timezone.now()):
            response = redirect("typed_work")
        services.remember_language(response, user.language)
        return response
