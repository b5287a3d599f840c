"""What comes over the line in place of a clip, loaded for real and looked into: each is refused, none is
opened as what it pretends to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.adapters.media.films import Reels
from pipeline.errors import AnswerLost, MediaRefused
from tests.media.clips import film, pictures
from tests.unit.adapters.http.talking import answer, line_to, raised, serving, sync

LIMIT = 10_000_000
NO_MP4, CUT_OFF = "F020", "F021"

HLS = b"#EXTM3U\n#EXTINF:10.0,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
FFCONCAT = b"ffconcat version 1.0\nfile /etc/passwd\n"
HTML = b"<!doctype html><title>Sign in</title>"
AVI_WITH_A_LIST = b"RIFF\x00\x00\x00\x00AVI LIST\x00\x00\x00\x00GAB2\x00" + HLS
MEDIA = "Content-Type: video/mp4"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    film(path, pictures(12))
    return path.read_bytes()


@pytest.mark.parametrize(
    "content",
    [HLS, FFCONCAT, HTML, AVI_WITH_A_LIST, b"", b"{}", b"\x00" * 64],
    ids=["HLS playlist", "ffconcat", "HTML", "AVI with a playlist", "nothing", "JSON", "zeros"],
)
@sync
async def test_what_is_no_film_is_refused_whatever_it_is_called(content: bytes, tmp_path: Path) -> None:
    part = tmp_path / "a.mp4"
    async with serving(answer(content, "200 OK", MEDIA)) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/a.mp4", part, LIMIT)

    with pytest.raises(MediaRefused) as refusal:
        Reels().probe(part)

    assert refusal.value.code in (NO_MP4, CUT_OFF)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
@sync
async def test_a_film_of_no_announced_length_that_is_cut_is_seen_by_its_boxes(
    share: float, clip: bytes, tmp_path: Path
) -> None:
    part = tmp_path / "a.mp4"
    cut = b"HTTP/1.1 200 OK\r\n\r\n" + clip[: int(len(clip) * share)]
    async with serving(cut) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/a.mp4", part, LIMIT)

    with pytest.raises(MediaRefused) as refusal:
        Reels().probe(part)

    assert refusal.value.code == CUT_OFF


@sync
async def test_a_film_that_is_longer_than_announced_is_refused_on_the_way_or_by_its_boxes(
    clip: bytes, tmp_path: Path
) -> None:
    part = tmp_path / "a.mp4"
    lying = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(clip) - 7, clip)

    async def taken_in() -> None:
        async with serving(lying) as server, line_to(server) as line:
            await line.fetch(f"{server.origin}/a.mp4", part, LIMIT)
        Reels().probe(part)

    with pytest.raises((AnswerLost, MediaRefused)):
        await taken_in()


@sync
async def test_a_film_that_is_shorter_than_announced_is_not_handed_over(clip: bytes, tmp_path: Path) -> None:
    lying = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(clip) + 7, clip)
    async with serving(lying) as server, line_to(server) as line:
        error = await raised(line.fetch(f"{server.origin}/a.mp4", tmp_path / "part", LIMIT))

    assert type(error) is AnswerLost


@sync
async def test_a_film_without_an_announced_length_is_taken_when_it_is_whole(
    clip: bytes, tmp_path: Path
) -> None:
    part = tmp_path / "a.mp4"
    async with serving(b"HTTP/1.1 200 OK\r\n\r\n" + clip) as server, line_to(server) as line:
        await line.fetch(f"{server.origin}/a.mp4", part, LIMIT)

    assert Reels().probe(part).frames == 12
