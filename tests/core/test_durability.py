"""Nothing acknowledged is lost: killed writers, full disks, two processes at once.

A full disk is tried in two ways that need no privileges: the system refuses to let any file grow past a limit
(RLIMIT_FSIZE: journal and database alike, at byte positions) and SQLite refuses further pages (max_page_count, which
reports as ENOSPC does). Kills and limits are tried on the SQLite file; a server has its own crash safety."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.paths import ROOT
from tests.core.trial import Event, Person, add, edit, rows
from tests.stores import Make

posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX")

# Imports once, then forks a writer for every line it is sent: the first number that writer shall use.
NURSERY = """
import os, sys
from openkrakow_desktop.core.store import Store, insert_many
from tests.core.trial import Event, Person

def write(n):
    store = Store(sys.argv[1]).open(check=False)
    while True:
        with store.write("add") as session:
            session.add(Event(title=str(n)))
            if n % 7 == 0:
                insert_many(session, Person, [{"name": f"{n}/{i}"} for i in range(40)])
            if sys.argv[2:]:
                session.flush()
                os.kill(os.getpid(), 9)
        os.write(1, f"{n}\\n".encode())
        n += 1

for line in sys.stdin:
    pid = os.fork()
    if not pid:
        write(int(line))
    os.write(1, f"pid {pid}\\n".encode())
    os.waitpid(pid, 0)
    os.write(1, b"gone\\n")
"""


def child(code: str, *arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)


def acknowledged_until_killed(nursery: subprocess.Popen[bytes], first: int, chance: random.Random) -> set[str]:
    """Let a writer save a few times, kill it somewhere inside the next save, and return what it had acknowledged."""
    assert nursery.stdin and nursery.stdout
    nursery.stdin.write(f"{first}\n".encode())
    nursery.stdin.flush()
    pid, told, wanted = 0, set(), chance.randrange(2, 5)
    while not pid or len(told) < wanted:
        line = nursery.stdout.readline().decode().strip()
        if line.startswith("pid "):
            pid = int(line[4:])
        else:
            told.add(line)
    time.sleep(chance.random() * 0.02)
    os.kill(pid, signal.SIGKILL)
    for raw in nursery.stdout:
        if raw == b"gone\n":
            break
        told.add(raw.decode().strip())
    return told


@posix
def test_killed_at_any_moment(make_sqlite: Make, thorough: bool) -> None:
    path, acknowledged = make_sqlite().path, set()
    chance, kills = random.Random(11), 200 if thorough else 50
    nursery = child(NURSERY, path)
    for turn in range(kills):
        acknowledged |= acknowledged_until_killed(nursery, turn * 1000, chance)
        if turn % 10 == 9:
            one = Store(path or "").open()
            assert one.verify(rows=True) == []
            one.close()
    nursery.communicate()
    store = Store(path or "").open()
    titles = {event.title for event in rows(store, Event)}
    assert acknowledged <= titles and len(acknowledged) >= 2 * kills
    assert len(titles - acknowledged) <= kills      # at most one save each was there without having been told
    assert len(rows(store, Person)) % 40 == 0 and store.verify(rows=True) == []
    store.close()


FILLER = """
import json, random, resource, sys
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store, insert_many
from tests.core.trial import Event, Person
store = Store(sys.argv[1]).open()
tries, chance = int(sys.argv[2]), random.Random(3)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
told = {"kept": [], "refused": []}

def save(title):
    with store.write("add") as session:
        session.add(Event(title=title, note="x" * 3000))
        insert_many(session, Person, [{"name": f"{title} {i} {chance.random()}"} for i in range(400)])

for n in range(tries):
    limit = chance.randrange(512, store.path.stat().st_size + 60_000)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        save(f"tight {n}")
        told["kept"].append(f"tight {n}")
    except Refused as refused:
        told["refused"].append(refused.problems[0].key)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert store.verify(rows=n % 10 == 0) == []
    with store.write("next") as session:      # the next save works
        session.add(Event(title=f"free {n}"))
    told["kept"].append(f"free {n}")
print(json.dumps(told))
"""


@posix
def test_disk_full_at_any_byte(make_sqlite: Make, thorough: bool) -> None:
    tries = 100 if thorough else 30
    store = make_sqlite()
    done = child(FILLER, store.path, tries)
    told = json.loads(done.communicate()[0])
    assert done.returncode == 0 and len(told["refused"]) > tries // 2
    assert set(told["refused"]) <= {f"problem.database_{key}" for key in ("disk_full", "disk_error", "folder_gone")}
    assert sorted(event.title for event in rows(store, Event)) == sorted(told["kept"])
    assert store.verify(rows=True) == []


def test_disk_full_at_any_page(make_sqlite: Make, thorough: bool) -> None:
    store, refused = make_sqlite(), 0
    e = add(store)
    for n in range(100 if thorough else 30):
        with store.read() as session:
            raw = session.connection()
            pages = raw.exec_driver_sql("PRAGMA page_count").scalar() or 0
            raw.exec_driver_sql(f"PRAGMA max_page_count={pages + n % 9}")
        try:
            with store.write("add") as session:
                session.get_one(Event, e).note = f"{n}" * 4000
                session.add_all(Person(name=f"{n} {i}" * 20) for i in range(60))
        except Refused as error:
            refused += 1
            assert error.problems[0].key == "problem.database_disk_full"
        with store.read() as session:
            session.connection().exec_driver_sql("PRAGMA max_page_count=1000000")
        assert edit(store, e, score=n) and rows(store, Event)[0].score == n
    assert refused >= 10 and store.verify(rows=True) == []


COUNTER = """
import sys
from uuid import UUID
from openkrakow_desktop.core.store import Store
from tests.core.trial import Event
store = Store(sys.argv[1], durable=False).open(check=False)
for _ in range(200):
    with store.write("count") as session:
        session.get_one(Event, UUID(sys.argv[2])).score += 1
store.close()
"""


def test_two_processes_lose_nothing(store: Store) -> None:
    e = add(store, score=0)
    address = store.path or store.url.render_as_string(hide_password=False)
    both = [child(COUNTER, address, e) for _ in range(2)]
    for one in both:
        one.communicate()
    assert [one.returncode for one in both] == [0, 0]
    assert rows(store, Event)[0].score == 400 and store.verify(rows=True) == []
    assert store.pulse() == 401 and len(store.history(Event, e)) == 401


def test_the_window_can_read_while_a_write_is_under_way(sqlite_store: Store) -> None:
    add(sqlite_store)
    with sqlite_store.write("long") as session:
        session.add(Event(title="not yet"))
        session.flush()
        assert len(rows(sqlite_store, Event)) == 1
    assert len(rows(sqlite_store, Event)) == 2


@posix
def test_a_killed_writer_leaves_no_lock(make_sqlite: Make) -> None:
    store = make_sqlite()
    nursery = child(NURSERY, store.path, "inside a write")
    assert nursery.communicate(b"1\n")[0].endswith(b"gone\n")
    journal = Path(f"{store.path}-journal")
    assert journal.exists()
    add(store, title="after")
    assert [event.title for event in rows(store, Event)] == ["after"] and store.verify(rows=True) == []
