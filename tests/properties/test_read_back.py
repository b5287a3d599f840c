"""Whatever a lock, a review, a file of JSON and a quoted text hold, it reads back exactly."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.load import read_document
from pipeline.load.lock import read_lock
from pipeline.load.review import read_review
from pipeline.load.scalars import quoted
from pipeline.model import FrameFact, Lock, LockLine, Note, Review, ReviewLine
from pipeline.report.lock import lock_text
from pipeline.report.review import review_text

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,6}", fullmatch=True)
digests = st.text("0123456789abcdef", min_size=64, max_size=64)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
moments = st.sampled_from(["first", "last", "80f", "2.5s", "1e-05s"])
lock_lines = st.builds(
    LockLine,
    shot=ids | st.builds("{}/{}".format, ids, ids),
    take=st.integers(1, 12),
    realm=st.sampled_from(["preview", "vendor", "elsewhere"]),
    key=digests,
    words=digests,
    clip_sha256=digests,
    clip_duration_s=st.floats(0, 1e4),
    is_used=st.booleans(),
    provider=texts,
    model=texts,
    ticket=st.none() | texts,
    seed=st.none() | st.integers(-(2**63), 2**63),
    cost_usd=st.none() | st.floats(0, 1e4),
    made_at=texts,
    frames=st.dictionaries(moments, st.builds(FrameFact, texts, digests), max_size=3),
)


@given(
    st.none() | texts, st.lists(lock_lines, max_size=4, unique_by=lambda one: (one.shot, one.take, one.realm))
)
def test_a_lock_reads_back_exactly(made_with: str | None, lines: list[LockLine]) -> None:
    lock = Lock(made_with, tuple(sorted(lines, key=lambda one: (one.shot, one.take, one.realm))))

    read, faults = read_lock(lock_text(lock), "ep.lock.yaml")

    assert faults == ()
    assert read == lock


# --- a review -----------------------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip)
notes = st.builds(
    Note, ids, digests, st.integers(0, 9999), words.map("x".__add__), st.none() | words.map("x".__add__)
)
review_lines = st.builds(
    ReviewLine,
    shot=ids | st.builds("{}/{}".format, ids, ids),
    pick=st.none() | digests,
    status=st.sampled_from(["open", "approved", "changes", "omitted"]),
    accepted=st.sets(digests, max_size=2).map(sorted).map(tuple),
    about=st.none() | digests,
    notes=st.lists(notes, max_size=3, unique_by=lambda note: note.id).map(
        lambda found: tuple(sorted(found, key=lambda note: (note.frame, "", note.id)))
    ),
)


@given(st.lists(review_lines, max_size=4, unique_by=lambda line: line.shot))
def test_a_review_reads_back_exactly(decided: list[ReviewLine]) -> None:
    lines = {line.shot: line for line in decided}

    read, faults = read_review(review_text(Review(lines, {})), "ep.review.yaml")

    assert faults == ()
    assert dict(read.lines) == lines


# --- JSON ---------------------------------------------------------------------------------------------------

keys = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(-1e9, 1e9) | keys,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=15,
)


@given(values)
def test_json_is_read_as_json(value: object) -> None:
    document, faults = read_document(json.dumps({"value": value}), "ep.yaml", Path())

    assert faults == ()
    assert document is not None
    assert document.data == {"value": value}


# --- quoted text --------------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_quoted_text_reads_back_as_it_was(text: str) -> None:
    document, faults = read_document(f"text: {quoted(text)}\n", "a.yaml", Path())

    assert faults == ()
    assert document is not None
    assert document.data == {"text": text}
