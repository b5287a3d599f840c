"""Episodes that are made, without making them: small films in the store, and rows that remember them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from pipeline import flow, wiring
from pipeline.adapters.media.films import Reels
from pipeline.keys import request_key, shape_key, words_digest, words_form
from pipeline.model import LAST, Attempt, FrameFact, FrameNeed, TakeRequest
from tests.media.clips import Picture, film, picture

STORYBOARD = "ep01.storyboard.yaml"
FRAMES = 24
SIZE = (54, 96)


def render(folder: Path, text: str, painted: Sequence[Sequence[Picture]] = ()) -> dict[tuple[str, int], str]:
    """Writes the storyboard, and owns every take of it that is not owned: the clips' sha256 by shot and take.

    painted: the pictures of films that takes share in turn; without, no two takes look the same.
    """
    (folder / STORYBOARD).write_text(text, encoding="utf-8")
    (folder / "storyboard.toml").touch()
    readers = wiring.readers(folder, PurePosixPath("."))
    whole = flow.read(readers, PurePosixPath(STORYBOARD), STORYBOARD).whole()
    with wiring.world(readers, [whole], wiring.Options("vendor")) as world:
        crew = _Crew(world, painted)
        return {(take.shot, take.number): crew.made(take) for shot in whole[1].shots for take in shot.takes}


class _Crew:
    def __init__(self, world: flow.World, painted: Sequence[Sequence[Picture]]) -> None:
        self._ports, self._painted = world.run, painted
        self._owned = {row.key: row.clip_sha256 for row in self._ports.ledger.attempts()}
        self._frames: dict[FrameNeed, str] = {}
        self._films: dict[int, str] = {}

    def made(self, take: TakeRequest) -> str:
        key = request_key(take, "vendor", self._frames)
        sha256 = self._owned.get(key) or self._rendered(take, key)
        self._hand_on(take, sha256)
        return sha256

    def _rendered(self, take: TakeRequest, key: str) -> str:
        number = len(self._owned)
        sha256 = self._film(number % len(self._painted) if self._painted else number)
        row = _row(take, self._frames, key, number)
        assert self._ports.ledger.open(row, b"{}", None) is None
        self._ports.ledger.advance(
            row.job, "submitting", "stored", clip_sha256=sha256, cost_usd=1.25, seed=number
        )
        self._owned[key] = sha256
        return sha256

    def _film(self, number: int) -> str:
        if number not in self._films:
            plain = [picture(number + frame // 8, SIZE) for frame in range(FRAMES)]
            part = film(self._ports.store.part(), self._painted[number] if self._painted else plain)
            self._films[number] = self._ports.store.adopt(part)
            self._ports.ledger.record_clip(Reels().probe(self._ports.store.path(self._films[number])))
        return self._films[number]

    def _hand_on(self, take: TakeRequest, sha256: str) -> None:
        known = self._ports.ledger.frames().get((sha256, "last"))
        if known is None:
            pixels, png = Reels().frame(self._ports.store.path(sha256), LAST, None)
            known = FrameFact(pixels, self._ports.store.put(png))
            self._ports.ledger.record_frame(sha256, "last", known)
        self._frames.setdefault(FrameNeed(take.shot, LAST), known.pixels)


def _row(take: TakeRequest, frames: Mapping[FrameNeed, str], key: str, number: int) -> Attempt:
    made = f"2026-03-03T10:00:{number % 60:02d}.000Z"
    return Attempt(
        job=f"job-{number}",
        key=key,
        number=1,
        shape=shape_key(take, "vendor"),
        words=words_digest(take, frames),
        words_form=words_form(take, frames),
        realm="vendor",
        storyboard=STORYBOARD,
        episode="ep01",
        profile=None,
        shot=take.shot,
        take=take.number,
        provider=take.request.provider,
        model=take.request.model,
        state="submitting",
        ticket=f"ticket-{number}",
        estimate_usd=1.3,
        cost_usd=None,
        seed=None,
        clip_sha256=None,
        reason=None,
        is_charged=True,
        created_at=made,
        updated_at=made,
    )
