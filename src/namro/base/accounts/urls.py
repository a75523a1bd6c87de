"""Sign-in (allauth's views, only those in use), my account, language, typed work."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.base.accounts import views

urlpatterns = [
    page("language/", views.language, "language", mode="writes", needs=Permission.PUBLIC),
    page("account/", views.my_account, "my_account", mode="reads", needs=Permission.HOME),
    page("typed/", views.typed, "typed_work", mode="reads", needs=Permission.HOME),
    page("typed/drop/", views.drop_typed, "typed_drop", mode="writes", needs=Permission.HOME),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/2fa/", mfa.index, name="mfa_index"),
    path("accounts/2fa/sign-in/", mfa.authenticate, name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/2fa/totp/on/", totp.activate_totp, name="mfa_activate_totp"),
    path("accounts/2fa/totp/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("accounts/2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("accounts/2fa/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("accounts/2fa/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    # allauth asks for these names; there is nothing behind them: officers make accounts and reset passwords.
    path("accounts/closed/1/", views.closed, name="account_signup"),
    path("accounts/closed/2/", views.closed, name="account_reset_password"),
    path("accounts/closed/3/", views.closed, name="account_email"),
    path("accounts/closed/4/", views.closed, name="account_set_password"),
]
