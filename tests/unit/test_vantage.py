"""A review says of each realm what was decided there; a decision in one takes nothing from another's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Note, ReviewLine
from pipeline.vantage import Vantage

BOUGHT, TRIED, SEEN, ANYBODY = "a" * 64, "b" * 64, "c" * 64, "d" * 64
REALMS = {
    BOUGHT: frozenset({"vendor"}),
    TRIED: frozenset({"elsewhere"}),
    SEEN: frozenset({"preview"}),
}
VENDOR, ELSEWHERE, PREVIEW = (Vantage(realm, REALMS) for realm in ("vendor", "elsewhere", "preview"))
NOTE = Note("n1", BOUGHT, 3, "face drifts")
APPROVED = ReviewLine("desk", BOUGHT, "approved", accepted=("e" * 64,), notes=(NOTE,))
SHOWN = ReviewLine("desk", SEEN, "open")
OPEN = ReviewLine("desk", None, "open")


def lines(*all: ReviewLine) -> dict[str, ReviewLine]:
    return {line.shot: line for line in all}


def apart(line: ReviewLine, realm: str) -> ReviewLine:
    return replace(line, shot=f"desk@{realm}", notes=())


@pytest.mark.parametrize("line", [ReviewLine("desk", ANYBODY, "approved"), SHOWN, OPEN])
def test_one_decision_is_a_bare_line_whatever_its_realm(line: ReviewLine) -> None:
    assert PREVIEW.seen(lines(line)) == lines(line)
    assert PREVIEW.put_back({}, lines(line)) == lines(line)


def test_another_realm_s_decision_is_not_seen_but_for_its_notes() -> None:
    assert PREVIEW.seen(lines(APPROVED)) == lines(replace(OPEN, notes=(NOTE,)))


def test_a_pick_in_a_preview_stands_beside_the_one_that_was_paid_for() -> None:
    kept = PREVIEW.put_back(lines(APPROVED), lines(replace(SHOWN, notes=(NOTE,))))

    assert kept == lines(APPROVED, apart(SHOWN, "preview"))
    assert VENDOR.seen(kept) == lines(APPROVED)
    assert PREVIEW.seen(kept) == lines(replace(SHOWN, notes=(NOTE,)))


def test_the_bare_line_becomes_that_of_the_realm_that_costs_more() -> None:
    kept = VENDOR.put_back(lines(SHOWN), lines(APPROVED))

    assert kept == lines(APPROVED, apart(SHOWN, "preview"))


def test_three_realms_have_a_line_each() -> None:
    tried, shown = (replace(line, notes=(NOTE,)) for line in (ReviewLine("desk", TRIED, "changes"), SHOWN))

    kept = PREVIEW.put_back(ELSEWHERE.put_back(lines(APPROVED), lines(tried)), lines(shown))

    assert kept == lines(APPROVED, apart(tried, "elsewhere"), apart(SHOWN, "preview"))


def test_a_decision_is_changed_and_taken_back_where_it_stands() -> None:
    kept = lines(APPROVED, apart(SHOWN, "preview"))
    other = replace(SHOWN, pick=None, status="changes", about=SEEN, notes=(NOTE,))

    changed = PREVIEW.put_back(kept, lines(other))
    back = PREVIEW.put_back(changed, lines(replace(OPEN, notes=(NOTE,))))

    assert changed == lines(APPROVED, apart(other, "preview"))
    assert back == lines(APPROVED, apart(OPEN, "preview"))


def test_a_shot_is_left_out_of_every_realm_and_taken_in_again_by_any() -> None:
    kept = lines(APPROVED, apart(SHOWN, "preview"))

    without = PREVIEW.put_back(kept, lines(replace(SHOWN, status="omitted", notes=(NOTE,))))
    again = VENDOR.put_back(without, lines(replace(APPROVED, status="open")))

    assert without == lines(replace(APPROVED, status="omitted"), apart(SHOWN, "preview"))
    assert VENDOR.seen(without)["desk"].status == "omitted"
    assert again == lines(replace(APPROVED, status="open"), apart(SHOWN, "preview"))


def test_a_note_moves_no_decision() -> None:
    noted = replace(OPEN, notes=(Note("n2", ANYBODY, 0, "too dark"),))

    assert VENDOR.put_back(lines(SHOWN), lines(noted)) == lines(replace(SHOWN, notes=noted.notes))


def test_what_is_put_back_as_it_was_seen_changes_nothing() -> None:
    kept = lines(APPROVED, apart(SHOWN, "preview"))

    for view in (VENDOR, ELSEWHERE, PREVIEW):
        assert view.put_back(kept, view.seen(kept)) == kept


def test_a_line_of_a_realm_alone_is_that_realm_s() -> None:
    kept = lines(apart(SHOWN, "preview"))

    assert VENDOR.seen(kept) == lines(OPEN)
    assert PREVIEW.seen(kept) == lines(SHOWN)
    assert VENDOR.put_back(kept, lines(APPROVED)) == lines(APPROVED, apart(SHOWN, "preview"))
