"""Home and the pages that belong to no module."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.web.console import views

urlpatterns = [
    page("", views.home, "home", mode="reads", needs=Permission.HOME),
]
