"""Frameworks: read by everybody, drafted and decided by home affairs of the whole."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.base.law.views import drafting, judging, reading

READ, WRITE = Permission.FRAMEWORK_READ, Permission.FRAMEWORK_WRITE
DRAFT = "frameworks/drafts/<int:version_id>/"

urlpatterns = [
    page("frameworks/", reading.frameworks, "frameworks", mode="reads", needs=READ),
    page("frameworks/<slug:framework_id>/", reading.framework, "framework", mode="reads", needs=READ, of="framework"),
    page(
        "frameworks/versions/<int:version_id>/", reading.framework_version, "framework_version",
        mode="reads", needs=READ, of="framework_version",
    ),
    page(
        "frameworks/<slug:framework_id>/new/", drafting.new_draft, "framework_new",
        mode="writes", needs=WRITE, of="framework",
    ),
    page(DRAFT, drafting.framework_draft, "framework_draft", mode="writes", needs=WRITE, of="framework_draft"),
    page(
        f"{DRAFT}values/", drafting.framework_values, "framework_values",
        mode="writes", needs=WRITE, of="framework_draft",
    ),
    page(
        f"{DRAFT}compare/", judging.framework_compare, "framework_compare",
        mode="reads", needs=WRITE, of="framework_draft",
    ),
    page(f"{DRAFT}trial/", judging.framework_trial, "framework_trial", mode="writes", needs=WRITE, of="framework_draft"),
    page(f"{DRAFT}decide/", judging.framework_decide, "framework_decide", mode="writes", needs=WRITE, of="framework_draft"),
    page(
        f"{DRAFT}archive/", drafting.framework_archive, "framework_archive",
        mode="writes", needs=WRITE, of="framework_draft",
    ),
]  # fmt: skip
