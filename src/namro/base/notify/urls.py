"""My notices."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.base.notify import views

urlpatterns = [
    page("notices/", views.notices, "notices", mode="reads", needs=Permission.HOME),
    page("notices/read", views.read_all, "notices_read_all", mode="writes", needs=Permission.HOME),
    page(
        "notices/<int:notice_id>/open",
        views.open_notice,
        "notice_open",
        mode="writes",
        needs=Permission.NOTICE_OPEN,
        of="notice",
    ),
]
