"""The living gallery of components."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.base.ui import views

urlpatterns = [
    page("gallery", views.gallery, "gallery", mode="reads", needs=Permission.HOME),
]
