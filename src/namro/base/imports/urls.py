"""Imports: one's own uploads and their steps."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.base.imports import views

urlpatterns = [
    page("imports/", views.uploads, "imports", mode="reads", needs=Permission.IMPORT_RUN),
    page("imports/new/", views.new, "import_new", mode="writes", needs=Permission.IMPORT_RUN),
    page("imports/<int:upload_id>/", views.upload, "import", mode="reads", needs=Permission.IMPORT_RUN, of="upload"),
    page(
        "imports/<int:upload_id>/annotated/",
        views.annotated,
        "import_annotated",
        mode="reads",
        needs=Permission.IMPORT_RUN,
        of="upload",
    ),
    page(
        "imports/<int:upload_id>/choices/",
        views.choose,
        "import_choose",
        mode="writes",
        needs=Permission.IMPORT_RUN,
        of="upload",
    ),
    page(
        "imports/<int:upload_id>/confirm/",
        views.confirm,
        "import_confirm",
        mode="writes",
        needs=Permission.IMPORT_RUN,
        of="upload",
    ),
    page(
        "imports/<int:upload_id>/drop/",
        views.drop,
        "import_drop",
        mode="writes",
        needs=Permission.IMPORT_RUN,
        of="upload",
    ),
    page(
        "imports/<int:upload_id>/undo/",
        views.undo,
        "import_undo",
        mode="writes",
        needs=Permission.IMPORT_RUN,
        of="upload",
    ),
]
