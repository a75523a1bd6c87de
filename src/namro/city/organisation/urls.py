"""The tree; a unit's own page shows its people, so it is theirs (city/people)."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.city.organisation import views

urlpatterns = [
    page("units/", views.tree, "units", mode="reads", needs=Permission.REGISTRY_READ),
]
