"""Whatever is killed, nothing acknowledged is lost, and whoever looks is told what to do."""

from __future__ import annotations

import signal
import time
from pathlib import Path

NEW_PERSON = (
    "INSERT INTO people_person (code, full_name, sort_key, search_key, sex, email)"
    " VALUES (%s, 'Lê An', 'a', 'le an', '', %s) RETURNING id"
)
NEW_NOTICE = (
    "INSERT INTO notify_notice (person_id, kind, key, text, text_en, link, at)"
    " VALUES (%s, 'test', 'k', 'Đến hạn', 'Due', '/', now())"
)


def test_kill_nine_of_everything_loses_nothing_acknowledged(bare):
    installation = bare  # the first `namro run` sets everything up by itself
    installation.start("run", "--no-demo")
    installation.wait_for_page()
    with installation.database() as database:
        database.execute(NEW_PERSON, ["A1", ""])
    installation.kill_everything()
    began = time.monotonic()
    installation.start("run", "--no-demo")
    installation.wait_for_page()
    assert time.monotonic() - began < 240  # it came back by itself at all; how fast is measured in bench/
    with installation.database() as database:
        assert database.execute("SELECT code FROM people_person").fetchall() == [("A1",)]


def test_stopping_stops_the_database_also_after_a_kill(installation):
    installation.start("run", "--no-demo")
    installation.wait_for_page()
    installation.kill_everything()
    process = installation.start("run", "--no-demo")
    installation.wait_for_page()
    server = installation.postgres()
    process.terminate()
    assert process.wait(timeout=90) == 0
    server.wait(timeout=60)


def test_stopping_stops_the_server_the_worker_and_the_database(installation):
    process = installation.start("run", "--no-demo")
    installation.wait_for_page()
    server = installation.postgres()
    process.terminate()
    assert process.wait(timeout=90) == 0
    server.wait(timeout=60)
    assert not (installation.folder / "postgres" / "postmaster.pid").exists()


def test_a_job_whose_worker_was_killed_is_finished_by_the_next(installation):
    log = installation.folder / "mail.log"
    mail = {"NAMRO_EMAIL_BACKEND": "slow_mail.Backend", "SLOW_MAIL_LOG": str(log)}
    holder = installation.start("manage", "shell", "-c", "import time; time.sleep(120)")  # keeps the database up
    _wait(lambda: (installation.folder / "postgres" / "postmaster.pid").exists() and _reachable(installation))
    with installation.database() as database:
        for number in range(3):
            person = database.execute(NEW_PERSON, [f"A{number}", f"a{number}@example.test"]).fetchone()[0]
            database.execute(NEW_NOTICE, [person])
        database.execute(
            "INSERT INTO jobs_job (task, key, arguments, state, done, total, message, error_code, asked_at)"
            " VALUES ('notify.mail', 'notify.mail', '{}', 'waiting', 0, 0, '', '', now())"
        )
    first = installation.start("worker", **mail, SLOW_MAIL_SECONDS="60")
    _wait(lambda: _state(installation) == "running")
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=60)
    assert not log.exists()
    installation.start("worker", **mail, SLOW_MAIL_SECONDS="0")
    _wait(lambda: _state(installation) == "done")
    assert sorted(log.read_text().split()) == ["a0@example.test", "a1@example.test", "a2@example.test"]
    holder.kill()


def test_while_the_database_is_away_a_page_says_so_and_afterwards_all_is_well(installation):
    installation.start("run", "--no-demo")
    installation.wait_for_page()
    installation.postgres().send_signal(signal.SIGQUIT)
    _wait(lambda: not (installation.folder / "postgres" / "postmaster.pid").exists())
    status, text = installation.get("/", cookie="sessionid=abcdefghijklmnopqrstuvwxyz012345")
    assert status == 503
    assert "kết nối được cơ sở dữ liệu" in text
    from namro.base.embedded import ensure_database

    ensure_database(installation.folder)
    installation.wait_for_page()


def test_two_runs_on_one_folder_are_refused_in_one_line(installation):
    installation.start("run", "--no-demo")
    installation.wait_for_page()
    installation.environment["PORT"] = str(installation.port + 1)
    assert installation.finish("run", "--no-demo") == 1
    assert "đang chạy trên thư mục dữ liệu" in Path(installation.folder / "run.log").read_text()


def test_a_taken_port_is_one_clear_line(bare):
    installation = bare
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", installation.port))
        taken.listen()
        assert installation.finish("run", "--no-demo") == 1
    assert installation.said("run").strip().splitlines() == [
        (
            f"namro: Cổng {installation.port} đang có chương trình khác dùng. "
            f"Chọn cổng khác: PORT={installation.port + 1} make run"
        )
    ]


def test_an_unreachable_database_is_one_clear_line(bare):
    installation = bare
    assert installation.finish("setup", DATABASE_URL="postgresql://127.0.0.1:1/namro") == 1
    lines = installation.said("setup").strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("namro: Không kết nối được cơ sở dữ liệu")


def test_a_demonstration_is_built_refused_over_itself_and_built_again(installation):
    assert installation.finish("demo") == 0
    assert "bd001" in installation.said("demo")
    assert installation.finish("demo") == 1
    assert "make demo-reset" in installation.said("demo").splitlines()[-1]
    assert installation.finish("demo", "--reset") == 0
    assert "bd001" in " ".join(installation.said("demo").splitlines()[-8:])


def _state(installation) -> str:
    with installation.database() as database:
        return database.execute("SELECT state FROM jobs_job").fetchone()[0]


def _reachable(installation) -> bool:
    import psycopg

    try:
        installation.database().close()
    except psycopg.OperationalError:
        return False
    return True


def _wait(condition, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)
