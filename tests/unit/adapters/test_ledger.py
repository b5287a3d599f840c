"""The ledger: what it said is kept, nothing moves twice, and a ledger that cannot be trusted is refused."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.adapters.ledger import SqliteLedger
from pipeline.errors import StateDamaged
from pipeline.model import Attempt, ClipFacts, FrameFact, Held, OverLimit, Reply, State
from tests.disks import fill, small_disk

POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
NOON = "2026-11-21T12:00:00.000Z"
LATER = "2026-11-21T12:00:05.000Z"
ATTEMPT = Attempt(
    job="j1",
    key="k" * 64,
    number=1,
    shape="s" * 64,
    words="w" * 64,
    words_form='{"prompt":"A lantern."}',
    realm="vendor",
    storyboard="s01e01.storyboard.yaml",
    episode="s01e01",
    profile=None,
    shot="offer/desk",
    take=1,
    provider="runware",
    model="skyreels-v4",
    state="submitting",
    ticket=None,
    estimate_usd=1.12,
    cost_usd=None,
    seed=None,
    clip_sha256=None,
    reason=None,
    is_charged=None,
    created_at=NOON,
    updated_at=NOON,
)
CLIP = ClipFacts("c" * 64, 1234, 720, 1280, (24000, 1001), 192, 8.008, has_audio=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".storyboard" / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    with closing(SqliteLedger(path, now=lambda: LATER)) as ledger:
        yield ledger


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """What is on the disk, read by somebody else."""
    with closing(sqlite3.connect(path)) as other:
        return other.execute(query).fetchall()


def test_reading_where_there_is_no_ledger_makes_none(ledger: SqliteLedger, tmp_path: Path) -> None:
    assert ledger.attempts() == ()
    assert ledger.frames() == {}
    assert ledger.clips() == {}
    ledger.check()

    assert list(tmp_path.iterdir()) == []


def test_an_attempt_is_read_back_as_it_was_written(ledger: SqliteLedger, path: Path) -> None:
    known = replace(ATTEMPT, job="j2", key="other", profile="draft", ticket="6f1c", seed=2**53)

    ledger.open(ATTEMPT, b'[{"taskType":"videoInference"}]', None)
    ledger.open(known, b"{}", None)

    assert ledger.attempts() == (ATTEMPT, known)
    assert rows(path, "SELECT request FROM attempt WHERE job = 'j1'") == [
        (b'[{"taskType":"videoInference"}]',)
    ]


def test_another_process_reads_what_was_written(ledger: SqliteLedger, path: Path) -> None:
    ledger.open(ATTEMPT, b"{}", None)

    with closing(SqliteLedger(path, now=lambda: LATER)) as other:
        assert other.attempts() == (ATTEMPT,)


def test_a_row_moves_on_and_keeps_what_it_was_given(ledger: SqliteLedger) -> None:
    ledger.open(ATTEMPT, b"{}", None)

    ledger.advance("j1", "submitting", "submitted", ticket="6f1c")
    ledger.advance("j1", "submitted", "completed", cost_usd=1.1244, seed=7)
    ledger.advance("j1", "completed", "stored", clip_sha256="c" * 64, is_charged=True)

    expected = replace(
        ATTEMPT,
        state="stored",
        ticket="6f1c",
        cost_usd=1.1244,
        seed=7,
        clip_sha256="c" * 64,
        is_charged=True,
        updated_at=LATER,
    )
    assert ledger.attempts() == (expected,)


def test_not_charged_is_told_apart_from_not_known(ledger: SqliteLedger) -> None:
    ledger.open(ATTEMPT, b"{}", None)

    ledger.advance("j1", "submitting", "failed", reason="moderation", is_charged=False)

    assert ledger.attempts()[0].is_charged is False


def test_every_move_leaves_an_event(ledger: SqliteLedger, path: Path) -> None:
    ledger.open(ATTEMPT, b"{}", None)
    ledger.advance("j1", "submitting", "failed", reason="moderation")

    assert rows(path, "SELECT * FROM event") == [
        ("j1", LATER, None, "submitting", ""),
        ("j1", LATER, "submitting", "failed", "moderation"),
    ]


@pytest.mark.parametrize("job", ["j1", "nobody"])
def test_a_row_that_somebody_else_moved_is_not_moved(ledger: SqliteLedger, path: Path, job: str) -> None:
    ledger.open(ATTEMPT, b"{}", None)
    ledger.advance("j1", "submitting", "submitted", ticket="6f1c")
    before = ledger.attempts()

    with pytest.raises(StateDamaged, match="is not `submitting`"):
        ledger.advance(job, "submitting", "failed")

    assert ledger.attempts() == before
    assert len(rows(path, "SELECT * FROM event")) == 2


@pytest.mark.parametrize("state", ["submitting", "submitted", "completed", "stored", "uncertain"])
def test_nothing_is_opened_beside_a_row_that_lives_or_is_settled_well(
    ledger: SqliteLedger, state: State
) -> None:
    ledger.open(ATTEMPT, b"{}", None)
    if state != "submitting":
        ledger.advance("j1", "submitting", state)
    (row,) = ledger.attempts()

    refusal = ledger.open(replace(ATTEMPT, job="j2", number=2), b"{}", None)

    assert refusal == Held(row)
    assert ledger.attempts() == (row,)


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_what_came_to_nothing_is_opened_anew(ledger: SqliteLedger, state: State) -> None:
    ledger.open(ATTEMPT, b"{}", None)
    ledger.advance("j1", "submitting", state)

    assert ledger.open(replace(ATTEMPT, job="j2", number=2), b"{}", None) is None
    assert [row.job for row in ledger.attempts_at("k" * 64)] == ["j1", "j2"]


def test_two_runs_that_decide_the_same_do_not_both_open_it(ledger: SqliteLedger, path: Path) -> None:
    """Both counted one attempt before theirs; the other one was quicker, and failed at once."""
    ledger.open(ATTEMPT, b"{}", None)
    ledger.advance("j1", "submitting", "failed")

    with closing(SqliteLedger(path, now=lambda: LATER)) as other:
        other.open(replace(ATTEMPT, job="j2", number=2), b"{}", None)
        other.advance("j2", "submitting", "failed")
        refusal = ledger.open(replace(ATTEMPT, job="j2", number=2), b"{}", None)

    assert isinstance(refusal, Held)
    assert len(ledger.attempts()) == 2


def test_what_could_cost_more_than_the_limit_is_not_opened(ledger: SqliteLedger) -> None:
    ledger.open(ATTEMPT, b"{}", 2.0)
    elsewhere = replace(ATTEMPT, job="j3", key="other", storyboard="s01e02.storyboard.yaml")

    refusal = ledger.open(replace(ATTEMPT, job="j2", key="second"), b"{}", 2.0)

    assert refusal == OverLimit(1.12)
    assert ledger.open(elsewhere, b"{}", 2.0) is None
    assert [row.job for row in ledger.attempts()] == ["j1", "j3"]


def test_a_bill_takes_the_place_of_its_reservation(ledger: SqliteLedger) -> None:
    ledger.open(ATTEMPT, b"{}", 2.0)
    ledger.advance("j1", "submitting", "failed", is_charged=False)

    assert ledger.open(replace(ATTEMPT, job="j2", key="second"), b"{}", 2.0) is None


def test_an_answer_that_nobody_read_is_found_again(ledger: SqliteLedger) -> None:
    ledger.open(ATTEMPT, b"{}", None)
    ledger.record_reply("j1", 429, b"full")
    ledger.record_reply("j1", 200, b"taken")

    assert ledger.unread() == {"j1": Reply(200, b"taken")}

    ledger.advance("j1", "submitting", "submitted", ticket="6f1c")
    assert ledger.unread() == {}


def test_a_write_that_stops_half_way_leaves_nothing_of_itself(ledger: SqliteLedger, path: Path) -> None:
    def stop() -> str:
        raise KeyboardInterrupt

    ledger.open(ATTEMPT, b"{}", None)
    with closing(SqliteLedger(path, now=stop)) as other, pytest.raises(KeyboardInterrupt):
        other.open(replace(ATTEMPT, job="j2", key="other"), b"{}", None)

    assert ledger.attempts() == (ATTEMPT,)


def test_a_reply_is_kept_byte_for_byte(ledger: SqliteLedger, path: Path) -> None:
    ledger.open(ATTEMPT, b"{}", None)

    ledger.record_reply("j1", 200, b"\xff\x00 not even JSON")

    assert rows(path, "SELECT * FROM reply") == [("j1", LATER, 200, b"\xff\x00 not even JSON")]


@pytest.mark.parametrize("act", ["UPDATE event SET detail = 'x'", "DELETE FROM event", "DELETE FROM reply"])
def test_what_happened_cannot_be_unwritten(ledger: SqliteLedger, path: Path, act: str) -> None:
    ledger.open(ATTEMPT, b"{}", None)
    ledger.record_reply("j1", 200, b"{}")

    with pytest.raises(sqlite3.IntegrityError, match="only added"):
        rows(path, act)


def test_the_first_record_of_a_frame_and_a_clip_stays(ledger: SqliteLedger) -> None:
    first = FrameFact("p" * 64, "f" * 64)

    ledger.record_frame("c" * 64, "last", first)
    ledger.record_frame("c" * 64, "last", FrameFact("newer decoder", "other"))
    ledger.record_clip(CLIP)
    ledger.record_clip(replace(CLIP, frames=1))

    assert ledger.frames() == {("c" * 64, "last"): first}
    assert ledger.clips() == {"c" * 64: CLIP}


def test_a_closed_ledger_opens_again(ledger: SqliteLedger) -> None:
    ledger.open(ATTEMPT, b"{}", None)
    ledger.close()
    ledger.close()

    assert ledger.attempts() == (ATTEMPT,)


def test_the_file_survives_a_power_cut_by_its_settings(ledger: SqliteLedger, path: Path) -> None:
    ledger.open(ATTEMPT, b"{}", None)

    assert rows(path, "PRAGMA journal_mode") == [("delete",)]
    assert not list(path.parent.glob("*-wal"))


def test_a_new_ledger_is_kept_out_of_git(ledger: SqliteLedger, path: Path) -> None:
    ledger.open(ATTEMPT, b"{}", None)

    assert (path.parent / ".gitignore").read_text(encoding="ascii") == "*\n"


def test_an_empty_file_is_a_ledger_that_nobody_wrote_to(ledger: SqliteLedger, path: Path) -> None:
    path.parent.mkdir()
    path.touch()

    assert ledger.attempts() == ()
    ledger.open(ATTEMPT, b"{}", None)
    assert ledger.attempts() == (ATTEMPT,)


def test_a_ledger_of_a_newer_version_is_refused(ledger: SqliteLedger, path: Path) -> None:
    ledger.open(ATTEMPT, b"{}", None)
    ledger.close()
    rows(path, "PRAGMA user_version = 2")

    with pytest.raises(StateDamaged, match=r"a newer storyboard wrote it \(version 2, not 1\); upgrade"):
        ledger.attempts()


def test_another_programs_database_is_refused_and_left_alone(ledger: SqliteLedger, path: Path) -> None:
    path.parent.mkdir()
    rows(path, "CREATE TABLE photo (name)")
    before = path.read_bytes()

    with pytest.raises(StateDamaged, match="another program's database"):
        ledger.open(ATTEMPT, b"{}", None)

    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(ledger: SqliteLedger, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database at all" * 100)

    with pytest.raises(StateDamaged, match="it is no database; put a copy of it back"):
        ledger.attempts()


def test_a_torn_page_is_found(ledger: SqliteLedger, path: Path) -> None:
    for number in range(1, 60):
        ledger.open(replace(ATTEMPT, job=f"j{number}", key=f"k{number}"), bytes(400), None)
    ledger.close()
    content = bytearray(path.read_bytes())
    content[8192 : 8192 + 4096] = b"\xa5" * 4096
    path.write_bytes(content)

    with pytest.raises(StateDamaged, match="it is damaged; put a copy of it back"):
        ledger.check()


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root writes everywhere")
def test_a_read_only_ledger_is_read_and_not_written(ledger: SqliteLedger, path: Path) -> None:
    ledger.open(ATTEMPT, b"{}", None)
    ledger.close()
    path.chmod(0o444)

    assert ledger.attempts() == (ATTEMPT,)
    with pytest.raises(StateDamaged, match="it is read-only; make it"):
        ledger.advance("j1", "submitting", "submitted")


def test_a_folder_in_its_place_is_refused(ledger: SqliteLedger, path: Path) -> None:
    path.mkdir(parents=True)

    with pytest.raises(StateDamaged, match="cannot be used"):
        ledger.open(ATTEMPT, b"{}", None)


def test_two_runs_write_one_ledger(ledger: SqliteLedger, path: Path) -> None:
    with closing(SqliteLedger(path, now=lambda: LATER)) as other:
        ledger.open(ATTEMPT, b"{}", None)
        other.open(replace(ATTEMPT, job="j2", key="other"), b"{}", None)
        ledger.advance("j2", "submitting", "submitted", ticket="6f1c")

        assert [attempt.job for attempt in other.attempts()] == ["j1", "j2"]


@POSIX
def test_a_full_disk_is_told_and_leaves_the_ledger_whole(ledger: SqliteLedger, path: Path) -> None:
    ledger.open(ATTEMPT, b"{}", None)
    before = ledger.attempts()
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from pipeline.adapters.ledger import SqliteLedger; from pipeline.errors import StateDamaged\n"
        "ledger = SqliteLedger(Path(sys.argv[1]), now=lambda: '')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (Path(sys.argv[1]).stat().st_size + 4096,) * 2)\n"
        "try: ledger.record_reply('j1', 200, bytes(100_000))\n"
        "except StateDamaged as error: print(error)\n"
        "ledger.advance('j1', 'submitting', 'submitted', ticket='6f1c')\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )

    assert "the ledger .storyboard/ledger.sqlite cannot be used: the disk failed" in ran.stdout
    ledger.check()
    assert ledger.attempts() == (replace(before[0], state="submitted", ticket="6f1c", updated_at=""),)


# --- a full disk, and a copy --------------------------------------------------------------------------------


def test_an_answer_is_written_down_on_a_full_disk_and_nothing_is_begun_there(tmp_path: Path) -> None:
    """The disk is a small one in memory where the system lets us make it, else this cannot be shown."""
    with (
        small_disk(tmp_path / "disk", size_kb=400) as disk,
        closing(SqliteLedger(disk / ".storyboard" / "ledger.sqlite", now=lambda: LATER)) as ledger,
    ):
        ledger.open(ATTEMPT, b"{}", None)
        fill(disk)

        ledger.record_reply("j1", 200, b'{"id": "6f1c"}')
        ledger.advance("j1", "submitting", "submitted", ticket="6f1c")
        with pytest.raises(StateDamaged, match="disk is full"):
            ledger.open(replace(ATTEMPT, job="j2", key="other"), b"{}", None)

        assert [(row.job, row.ticket) for row in ledger.attempts()] == [("j1", "6f1c")]
        ledger.check()


def test_a_copy_of_the_ledger_is_whole_and_made_where_something_was_written(
    ledger: SqliteLedger, path: Path
) -> None:
    copy = path.with_name("ledger.backup.sqlite")
    ledger.back_up()
    assert not copy.exists()

    ledger.open(ATTEMPT, b"{}", None)
    ledger.back_up()

    with closing(SqliteLedger(copy, now=lambda: LATER)) as again:
        assert again.attempts() == (ATTEMPT,)
    assert sorted(file.name for file in path.parent.iterdir()) == [
        ".gitignore",
        "ballast",
        "ledger.backup.sqlite",
        "ledger.sqlite",
    ]
