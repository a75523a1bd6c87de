"""Home and the pages that belong to no module."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.web.console.views import home

urlpatterns = [
    page("", home.home, "home", mode="reads", needs=Permission.HOME),
]
