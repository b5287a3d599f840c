"""Rows, lines and facts for tests of what looks at them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.keys import request_key, shape_key, words_digest, words_form
from pipeline.model import Attempt, Facts, FrameNeed, LockLine, Owned, TakeRequest
from tests.twins import STORYBOARD, take


def row(of: TakeRequest | None = None, frames: dict[FrameNeed, str] | None = None, **given: Any) -> Attempt:
    """A stored row of a take, made on 3 March 2026 for 1.01 dollars."""
    one = of or take("a")
    attempt = Attempt(
        job="job-1",
        key=request_key(one, "vendor", frames or {}),
        number=1,
        shape=shape_key(one, "vendor"),
        words=words_digest(one, frames or {}),
        words_form=words_form(one, frames or {}),
        realm="vendor",
        storyboard=STORYBOARD,
        episode="ep01",
        profile=None,
        shot=one.shot,
        take=one.number,
        provider="acme",
        model="acme-v1",
        state="stored",
        ticket="t-1",
        estimate_usd=1.02,
        cost_usd=1.01,
        seed=7,
        clip_sha256="c1",
        reason=None,
        is_charged=None,
        created_at="2026-03-03T09:55:00.000Z",
        updated_at="2026-03-03T10:00:00.000Z",
    )
    return replace(attempt, **given)


def line(of: TakeRequest | None = None, **given: Any) -> LockLine:
    one = of or take("a")
    locked = LockLine(
        shot=one.shot,
        take=one.number,
        realm="vendor",
        key=request_key(one, "vendor", {}),
        words=words_digest(one, {}),
        clip_sha256="c1",
        clip_duration_s=5.0,
        is_used=True,
        provider="acme",
        model="acme-v1",
        ticket="t-1",
        seed=7,
        cost_usd=1.01,
        made_at="2026-03-03T10:00:00.000Z",
        frames={},
    )
    return replace(locked, **given)


def owned(of: TakeRequest | None = None, **given: Any) -> Owned:
    one = of or take("a")
    clip = Owned(
        key=request_key(one, "vendor", {}),
        words=words_digest(one, {}),
        shape=None,
        realm="vendor",
        shot=one.shot,
        take=one.number,
        clip_sha256="c1",
        provider="acme",
        model="acme-v1",
        ticket="t-1",
        job=None,
        seed=7,
        cost_usd=1.01,
        made_at="2026-03-03T10:00:00.000Z",
        source="lock",
    )
    return replace(clip, **given)


def facts(**given: Any) -> Facts:
    """Nothing is so yet, but for what is given."""
    nothing = Facts(
        realm="vendor",
        owned={},
        by_words={},
        shapes=frozenset(),
        latest={},
        underway={},
        uncertain={},
        failed={},
        frames={},
        used={},
        review={},
        present=frozenset(),
    )
    return replace(nothing, **given)
