"""Turns a planned episode and the world into the sheet that its reviewers see. Reads through ports; decides
nothing, and writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipeline import graph
from pipeline.beside import kept_review_of
from pipeline.dailies.films import Film, films_of
from pipeline.decide import counted
from pipeline.errors import Fault, MediaRefused
from pipeline.flow import Planned, World, vantage_of
from pipeline.model import (
    JSON,
    ClipFacts,
    FrameOf,
    Keyframe,
    Look,
    Picture,
    PlannedTake,
    Shot,
    ShotRequests,
    Tag,
    TakeRequest,
    WebPicture,
)
from pipeline.ports import Thumbnails
from pipeline.records import record
from pipeline.report.page import PictureView, Sheet, ShotView, TakeView
from pipeline.report.plan import word
from pipeline.showing import one_line

PICTURE_LIMIT_BYTES = 50 * 1024 * 1024

Address = Callable[[str, Path], str]
"""The address of a clip from the page, by its digest and its place."""


@record
class Eyes:
    """What showing an episode needs beside its world. address: of a clip from the page. request: of a take,
    as `storyboard request` shows it."""

    thumbnails: Thumbnails
    address: Address
    request: Callable[[TakeRequest], JSON]


def gather(planned: Planned, world: World, faults: Sequence[Fault], eyes: Eyes) -> Sheet:
    """faults: of the storyboard, to be told with the shots they are about. Raises FaultsFound, StateDamaged,
    FileRefused, MediaRefused."""
    story = planned.storyboard
    kept = kept_review_of(story, world.run.files)
    gatherer = _Gatherer(planned, world, faults, eyes)
    requests = {shot.name: shot for shot in planned.plan.graph.shots}
    return Sheet(
        title=story.title,
        stem=story.stem,
        storyboard=story.path,
        project=hashlib.sha256(str(story.root).encode("utf-8", "surrogatepass")).hexdigest()[:16],
        realm=world.realm,
        crossfade_s=story.assembly.crossfade_s,
        shots=tuple(gatherer.shot(shot, requests[shot.name]) for shot in story.shots),
        findings=tuple(_told(fault) for fault in faults if not _is_of_a_shot(fault, story.shots)),
        review=vantage_of(world, planned.lock).seen(kept.review.lines),
        sha256=kept.sha256,
        drawing=graph.drawing(planned.plan.graph),
    )


class _Gatherer:
    """Gathers shot by shot; what is asked of the ledger is asked once."""

    def __init__(self, planned: Planned, world: World, faults: Sequence[Fault], eyes: Eyes) -> None:
        self._planned, self._world, self._faults, self._eyes = planned, world, faults, eyes
        self._rows = world.run.ledger.attempts()
        self._facts = dict(world.run.ledger.clips())

    def shot(self, shot: Shot, requests: ShotRequests) -> ShotView:
        takes = [take for take in self._planned.plan.takes if take.shot == shot.name]
        first = requests.takes[0] if requests.takes else None
        return ShotView(
            shot=shot,
            takes=tuple(
                self._take(film, shot, requests) for film in films_of(requests, self._planned, self._rows)
            ),
            counted=counted(requests, self._planned.plan, self._planned.facts),
            decisions=tuple(
                (take.number, word(take.decision), one_line(take.decision.reason)) for take in takes
            ),
            cost_usd=_cost_usd(takes),
            words=first.words if first else None,
            request=self._eyes.request(first) if first else None,
            pictures=tuple(self._pictures(shot)),
            findings=tuple(_told(fault) for fault in self._faults if _is_about(fault, shot)),
        )

    # --- takes ----------------------------------------------------------------------------------------------

    def _take(self, film: Film, shot: Shot, requests: ShotRequests) -> TakeView:
        path = self._path(film, requests)
        facts = self._facts_of(film.clip_sha256, path, requests) if path else None
        ends = self._ends(film.clip_sha256, path, shot, facts) if path and facts else ()
        return TakeView(
            clip_sha256=film.clip_sha256,
            number=film.number,
            is_present=film.is_present,
            file=self._eyes.address(film.clip_sha256, path) if path and ends else None,
            facts=facts if ends else None,
            ends=ends,
            words=film.words,
            model=film.model,
            provider=film.provider,
            ticket=film.ticket,
            seed=film.seed,
            cost_usd=film.cost_usd,
            made_at=film.made_at,
        )

    def _path(self, film: Film, requests: ShotRequests) -> Path | None:
        store, files = self._world.run.store, self._world.run.files
        if store.has(film.clip_sha256):
            return store.path(film.clip_sha256)
        return files.checked(requests.own_clip.path) if requests.own_clip else None

    def _facts_of(self, sha256: str, path: Path, requests: ShotRequests) -> ClipFacts | None:
        if requests.own_clip is not None:
            return requests.own_clip.facts
        try:
            return self._facts.get(sha256) or self._world.run.films.probe(path)
        except MediaRefused:  # its bytes are damaged: the other clips are shown all the same
            return None

    def _ends(self, sha256: str, path: Path, shot: Shot, facts: ClipFacts) -> tuple[bytes, ...]:
        fps = facts.fps[0] / facts.fps[1]
        start, end = 0, facts.frames
        if shot.trim is not None:
            start = min(round(shot.trim.in_s * fps), facts.frames - 1)
            end = facts.frames if shot.trim.out_s is None else min(round(shot.trim.out_s * fps), facts.frames)
        try:
            return self._eyes.thumbnails.of_clip(path, sha256, (start, max(end - 1, start)))
        except MediaRefused:
            return ()

    # --- what a shot is made from ---------------------------------------------------------------------------

    def _pictures(self, shot: Shot) -> Iterable[PictureView]:
        for keyframe in shot.keyframes:
            yield self._keyframe(keyframe)
        roles = dict.fromkeys(
            (piece.reference, piece.look) for piece in shot.prompt if isinstance(piece, Tag)
        )
        for tag, look in roles:
            reference = self._planned.storyboard.references[tag]
            yield from self._look(
                f"@{tag}.{look}" if look else f"@{tag}", reference.looks[look] if look else reference.base
            )

    def _keyframe(self, keyframe: Keyframe) -> PictureView:
        title = f"{keyframe.frame} frame"
        if isinstance(keyframe.source, FrameOf):
            return PictureView(title, f"the {keyframe.source.at} frame of {keyframe.source.shot}", None)
        return self._picture(title, keyframe.source)

    def _look(self, title: str, look: Look) -> Iterable[PictureView]:
        if not look.images:
            yield PictureView(title, look.description or "", None)
        for image in look.images:
            yield self._picture(title, image, look.description)

    def _picture(self, title: str, picture: Picture, description: str | None = None) -> PictureView:
        if isinstance(picture, WebPicture):
            return PictureView(title, picture.url, None)
        content = self._world.run.files.read(picture.path, PICTURE_LIMIT_BYTES)
        told = description or str(picture.path)
        return PictureView(title, told, self._eyes.thumbnails.of_picture(content))


# --- what is told of a shot ---------------------------------------------------------------------------------


def _cost_usd(takes: Sequence[PlannedTake]) -> tuple[float, float] | None:
    floors = [take.floor_usd for take in takes if take.floor_usd is not None]
    ceilings = [take.ceiling_usd for take in takes if take.ceiling_usd is not None]
    return (sum(floors), sum(ceilings)) if len(floors) == len(ceilings) == len(takes) else None


def _is_of_a_shot(fault: Fault, shots: Sequence[Shot]) -> bool:
    return any(_is_about(fault, shot) for shot in shots)


def _is_about(fault: Fault, shot: Shot) -> bool:
    """Whether it points at what is written on the shot itself: between its first key and its last one."""
    own = [shot.place, *(origin.place for origin in shot.origins.values() if origin.is_own)]
    own = [place for place in own if place.path == shot.place.path]
    start = min((place.line, place.column) for place in own)
    end = max((place.end_line, place.end_column) for place in own)
    places = (fault.place, *(label.place for label in fault.related))
    return any(
        place.path == shot.place.path and start <= (place.line, place.column) < end for place in places
    )


def _told(fault: Fault) -> str:
    help = f" {fault.help}" if fault.help and "\n" not in fault.help else ""
    return one_line(f"{fault.code} {fault.place.path}:{fault.place.line}: {fault.message}.{help}")
