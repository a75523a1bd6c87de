"""The public pages. Nobody signs in here; what is written goes through limits of its own."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.web.portal.views import procedures

PUBLIC = Permission.PUBLIC

urlpatterns = [
    page("portal/", procedures.home, "portal", mode="reads", needs=PUBLIC),
    page("portal/procedures/", procedures.procedure_list, "portal_procedures", mode="reads", needs=PUBLIC),
    page(
        "portal/procedures/<str:code>/",
        procedures.procedure_page,
        "portal_procedure",
        mode="reads",
        needs=PUBLIC,
        of="public_procedure",
    ),
]
