"""A lock outlives the version that wrote it: under every later compiler and card, equal words buy nothing.

Where a test here is red, read first: a digest of words that changed makes every author pay for everything
again, and has to be taken back. A body that changed is allowed; then the version's number grows, and
`python -m tests.earlier` keeps what the new one asks beside what the old ones did. Where an example itself
was edited, `python -m tests.earlier NAME` writes its records anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import pipeline
from pipeline import locking
from pipeline.load.lock import read_lock
from pipeline.model import Lock, Plan, RequestGraph, Reuse
from pipeline.observe import observe
from pipeline.plan import make_plan
from tests.earlier import EARLIER, STORYBOARDS, graph_of, requests_text, stem

LOCKS = sorted(EARLIER.glob("*/*.lock.yaml"))
BY_STEM = {stem(storyboard): storyboard for storyboard in STORYBOARDS}
REASONS = {"nothing changed", "words unchanged, only the way they are sent is new: reused"}


def name_of(path: Path) -> str:
    return f"{path.parent.name}-{path.name.partition('.')[0]}"


def lock_at(path: Path) -> Lock:
    lock, faults = read_lock(path.read_bytes(), path.name)
    assert faults == ()
    return lock


def plan_of(graph: RequestGraph, lock: Lock) -> Plan:
    """On a machine that has the lock alone."""
    facts = observe(
        realm="vendor",
        storyboard=graph.storyboard,
        attempts=(),
        frames={},
        lock=lock,
        review={},
        present=lambda _: False,
    )
    return make_plan(graph, facts, budget_usd=None)


@pytest.mark.parametrize("path", LOCKS, ids=name_of)
def test_what_an_earlier_version_locked_is_bought_by_no_later_one(path: Path) -> None:
    graph = graph_of(BY_STEM[path.name.removesuffix(".lock.yaml")])
    lock = lock_at(path)

    plan = plan_of(graph, lock)

    assert {type(take.decision) for take in plan.takes} == {Reuse}
    assert {take.decision.reason for take in plan.takes} <= REASONS
    assert (plan.floor_usd, plan.ceiling_usd) == (0.0, 0.0)
    assert locking.differences(graph, lock, {}) == ()


@pytest.mark.parametrize("storyboard", STORYBOARDS, ids=stem)
def test_the_present_version_asks_what_is_on_record_for_it(storyboard: Path) -> None:
    record = EARLIER / pipeline.__version__ / f"{stem(storyboard)}.requests.json"

    assert json.loads(requests_text(graph_of(storyboard))) == json.loads(record.read_text(encoding="utf-8"))


def test_every_example_is_on_record() -> None:
    assert {path.name.removesuffix(".lock.yaml") for path in LOCKS} == set(BY_STEM)
