"""Jobs: mine, one with its progress, run again."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.base.jobs import views

urlpatterns = [
    page("jobs/", views.jobs, "jobs", mode="reads", needs=Permission.HOME),
    page("jobs/<int:job_id>/", views.job, "job", mode="reads", needs=Permission.JOB_READ, of="job"),
    page("jobs/<int:job_id>/retry", views.retry_job, "job_retry", mode="writes", needs=Permission.JOB_READ, of="job"),
]
