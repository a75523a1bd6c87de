"""Home and the pages that need the city but belong to no duty: accounts, grants, the audit log."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.web.console.views import accounts, audit, grants, home

urlpatterns = [
    page("", home.home, "home", mode="reads", needs=Permission.HOME),
    page("admin/accounts/", accounts.listing, "accounts", mode="reads", needs=Permission.ACCOUNT_MANAGE),
    page("admin/accounts/issue/", accounts.issue, "accounts_issue", mode="writes", needs=Permission.ACCOUNT_MANAGE),
    page("admin/accounts/<int:pk>/password/", accounts.renew, "account_renew", mode="writes", needs=Permission.ACCOUNT_MANAGE, of="user"),
    page("admin/accounts/<int:pk>/active/", accounts.switch, "account_switch", mode="writes", needs=Permission.ACCOUNT_MANAGE, of="user"),
    page("admin/grants/", grants.listing, "grants", mode="reads", needs=Permission.SYSTEM_MANAGE),
    page("admin/grants/give/", grants.give, "grant_give", mode="writes", needs=Permission.SYSTEM_MANAGE),
    page("admin/grants/<int:pk>/end/", grants.take_back, "grant_take_back", mode="writes", needs=Permission.SYSTEM_MANAGE, of="grant"),
    page("audit/", audit.listing, "audit", mode="reads", needs=Permission.AUDIT_READ),
]  # fmt: skip
