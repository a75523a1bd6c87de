"""The register of findings: its list, one finding, each act on it, and the findings behind a fact."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.duties.inspections.views import acts, register

P = Permission
FINDINGS = "inspections/findings"
ONE = f"{FINDINGS}/<int:finding_id>"

urlpatterns = [
    page(f"{FINDINGS}/", register.findings, "findings", mode="reads", needs=P.FINDINGS_READ),
    page(f"{FINDINGS}.xlsx", register.findings_file, "findings_file", mode="reads", needs=P.FINDINGS_READ),
    page(f"{FINDINGS}/new/", acts.record, "finding_new", mode="writes", needs=P.FINDINGS_WRITE),
    page(
        f"{FINDINGS}/<str:month>/<slug:whose>/<int:key>/", register.findings_month, "findings_month", mode="reads",
        needs=P.FINDINGS_READ, of="findings_month",
    ),
    page(f"{ONE}/", register.finding, "finding", mode="reads", needs=P.FINDINGS_READ, of="finding"),
    page(f"{ONE}/remedy/", acts.remedy, "finding_remedy", mode="writes", needs=P.FINDINGS_WRITE, of="finding"),
    page(f"{ONE}/withdraw/", acts.withdraw, "finding_withdraw", mode="writes", needs=P.FINDINGS_WRITE, of="finding"),
]  # fmt: skip
