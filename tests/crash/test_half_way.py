"""A month whose opening or closing is killed half-way: the next worker finishes it, and nothing is there twice."""

from __future__ import annotations

import signal
import time

NEEDED = "from django.utils import timezone; from tests.cast import build, grant, user"
ASK = f"""
{NEEDED}
from namro.base.access.models import Role
from namro.base.access.selectors import actor_of
from namro.duties.evaluations import services
city = build()
officer = user("noivu")
grant(officer, Role.OFFICER, city.city_unit)
by = actor_of(officer, on=timezone.localdate())
services.start_opening(
    kind="month", first_day=timezone.localdate().replace(day=1), framework_id="nd335-2025", by=by, at=timezone.now()
)
"""
ASK_TO_CLOSE = f"""
{NEEDED}
from namro.base.access.selectors import actor_of
from namro.base.accounts.models import User
from namro.duties.evaluations import services
from namro.duties.evaluations.models import Period, Round, Sheet
officer, now = User.objects.get(username="noivu"), timezone.now()
Sheet.objects.update(state="decided")
Round.objects.update(step="published", published_at=now, published_by=officer)
services.start_closing(period_id=Period.objects.get().pk, by=actor_of(officer, on=timezone.localdate()), at=now)
"""
# One round a transaction, and a minute's rest after the first: time enough to be killed in between.
SLOWLY = """
import time
from namro.base.jobs import services as jobs
from namro.base.jobs.models import Job
from namro.duties.evaluations.services import closing, opening
opening.CHUNK = closing.BATCH = 1
report = jobs.Progress.report
def rest(self, **told):
    report(self, **told)
    time.sleep(60)
jobs.Progress.report = rest
jobs.run(Job.objects.get(state="waiting").pk)
"""


def test_an_opening_and_a_closing_killed_half_way_are_finished_by_the_next_worker(installation):
    holder = installation.start("manage", "shell", "-c", "import time; time.sleep(300)")  # keeps the database up
    assert installation.finish("manage", "shell", "-c", ASK) == 0, installation.said("manage")

    _kill_after_one(installation, "SELECT count(*) FROM evaluations_round")
    assert _one(installation, "SELECT count(*) FROM evaluations_round") == 1
    worker = installation.start("worker")
    _wait(lambda: _one(installation, "SELECT state FROM jobs_job ORDER BY id DESC LIMIT 1") == "done")
    _end(worker)
    assert _one(installation, "SELECT count(*) FROM evaluations_period") == 1
    assert _one(installation, "SELECT count(*) FROM evaluations_round") == 3
    assert _one(installation, "SELECT count(*) FROM evaluations_sheet") == 10
    assert _one(installation, "SELECT count(DISTINCT posting_id) FROM evaluations_sheet") == 10
    assert _told(installation, "evaluations:period:opened") == 1

    assert installation.finish("manage", "shell", "-c", ASK_TO_CLOSE) == 0, installation.said("manage")
    _kill_after_one(installation, "SELECT count(*) FROM evaluations_round WHERE step = 'closed'")
    assert _one(installation, "SELECT count(*) FROM evaluations_round WHERE step = 'closed'") == 1
    first = _one(installation, "SELECT closed_at FROM evaluations_round WHERE step = 'closed'")
    installation.start("worker")
    _wait(lambda: _one(installation, "SELECT state FROM jobs_job ORDER BY id DESC LIMIT 1") == "done")
    assert _one(installation, "SELECT count(*) FROM evaluations_round WHERE step = 'closed'") == 3
    assert _one(installation, "SELECT min(closed_at) FROM evaluations_round") == first
    assert _told(installation, "evaluations:period:closed") == 1
    holder.kill()


def _kill_after_one(installation, counted: str) -> None:
    process = installation.start("manage", "shell", "-c", SLOWLY)
    _wait(lambda: _one(installation, counted) == 1)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)


def _end(process) -> None:
    process.terminate()
    process.wait(timeout=90)


def _one(installation, sql: str):
    with installation.database() as database:
        return database.execute(sql).fetchone()[0]


def _told(installation, tag: str) -> int:
    return _one(installation, f"SELECT count(*) FROM audit_event WHERE tag = '{tag}'")


def _wait(condition, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)
