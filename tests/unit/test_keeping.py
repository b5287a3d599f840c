"""What stays in the store: what a lock or a review names, what was paid for; a preview may go."""

from __future__ import annotations

from pipeline.keeping import keeping
from pipeline.model import FrameFact, Lock, Note, ReviewLine
from tests.unit.remembered import line, row

SIZE = 1000


def standings(*objects: str, **given: object) -> dict[str, str]:
    nothing: dict[str, object] = {"attempts": [], "frames": {}, "locks": [], "reviews": []}
    kept = keeping([(one, SIZE) for one in objects], **(nothing | given))  # type: ignore[arg-type]
    return {one.sha256: one.standing for one in kept}


def test_what_a_lock_names_stays_with_its_frames() -> None:
    locked = line(clip_sha256="c1", frames={"last": FrameFact("p", "f1")})

    assert standings("c1", "f1", locks=[Lock(None, (locked,))]) == {"c1": "named", "f1": "named"}


def test_what_people_spoke_of_stays() -> None:
    note = Note("n1", "c3", 12, "her hand", None, None)
    review = {
        "a": ReviewLine("a", "c1", "open"),
        "b": ReviewLine("b", None, "changes", about="c2", notes=(note,)),
    }

    assert standings("c1", "c2", "c3", reviews=[review]) == dict.fromkeys(("c1", "c2", "c3"), "named")


def test_what_was_paid_for_is_told_from_what_is_made_again_for_nothing() -> None:
    rows = [row(clip_sha256="bought"), row(clip_sha256="shown", realm="preview")]

    found = standings("bought", "shown", "stray", attempts=rows)

    assert found == {"bought": "paid", "shown": "free", "stray": "unknown"}


def test_a_clip_that_a_preview_and_a_vendor_gave_alike_was_paid_for() -> None:
    rows = [row(clip_sha256="c1"), row(clip_sha256="c1", realm="preview")]

    assert standings("c1", attempts=rows) == {"c1": "paid"}


def test_a_frame_stands_as_its_clip_does() -> None:
    rows = [row(clip_sha256="shown", realm="preview")]
    frames = {("shown", "last"): FrameFact("p", "f1")}

    assert standings("f1", attempts=rows, frames=frames) == {"f1": "free"}
