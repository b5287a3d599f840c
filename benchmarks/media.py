"""How fast animatics are painted, clips conformed, episodes joined and frames handed on: medians of three.

Run it alone: `python benchmarks/media.py`. A factor of 2 means twice as fast as the film plays, on one core.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.adapters.media.animatic import Animatic
from pipeline.adapters.media.cutter import FilmCutter
from pipeline.adapters.media.films import Reels
from pipeline.adapters.media.ground import ground
from pipeline.adapters.media.palettes import DUSK, LAMP
from pipeline.adapters.media.pictures import png_of
from pipeline.model import LAST, Body, Clip, CutList, House, PaintOrder, PinnedPicture

SIZE = (720, 1280)
SECONDS = 5.0
SHOTS = 16
ROUNDS = 3


def told(what: str, film_s: float, work: Callable[[], object]) -> None:
    """Prints the median of the CPU and wall seconds of some work on so many seconds of film."""
    cpus, walls = [], []
    for _ in range(ROUNDS):
        cpu_s, wall_s = time.process_time(), time.perf_counter()
        work()
        cpus.append(time.process_time() - cpu_s)
        walls.append(time.perf_counter() - wall_s)
    cpu_s, wall_s = statistics.median(cpus), statistics.median(walls)
    print(f"{what:44} {cpu_s:6.2f} s CPU  {wall_s:6.2f} s wall  {film_s / cpu_s:6.1f} x")


def order(prompt: str, *, has_pictures: bool) -> PaintOrder:
    stills = [png_of(ground(palette, "ridges", bytes([7] * 32), SIZE)) for palette in (DUSK, LAMP)]
    pins = tuple(PinnedPicture(at, still, "") for at, still in zip((0, 119), stills, strict=True))
    return PaintOrder(prompt, 1, *SIZE, 24, SECONDS, True, pins if has_pictures else (), ())


def clip_of(path: Path) -> Clip:
    facts = Reels().probe(path)
    return Clip(facts.sha256, path, facts.duration_s)


def episode(house: House, clip: Clip, frames: int) -> CutList:
    return CutList(house, (Body(clip, 0, frames),) * SHOTS, (), -16.0, "off", "en", "Benchmark")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "derived").mkdir()
        cutter, painter = FilmCutter(lambda digest: folder / "derived" / digest), Animatic({})
        path, out = folder / "clip.mp4", folder / "episode.mp4"

        def cut(cuts: CutList) -> None:
            cutter.assemble(cuts, out, lambda: False)

        def conform_and_join() -> None:
            for made in (folder / "derived").iterdir():
                made.unlink()
            smaller = House(480, 854, (24, 1))
            cut(CutList(smaller, (Body(clip, 0, 120),), (), None, "off", None, ""))

        def join() -> None:
            out.unlink(missing_ok=True)
            cut(episode(House(*SIZE, (24, 1)), clip, 120))

        words, pictures = order("Rain.", has_pictures=False), order("Dusk.", has_pictures=True)
        told("animatic, words alone, 5 s 720x1280", SECONDS, lambda: painter.paint(words, path))
        told("animatic, two pictures, 5 s 720x1280", SECONDS, lambda: painter.paint(pictures, path))
        clip = clip_of(path)
        told("last frame, 5 s 720x1280", SECONDS, lambda: Reels().frame(path, LAST, None))
        told("conform to another size, 5 s", SECONDS, conform_and_join)
        told(f"join {SHOTS} clips of the house's form, {SHOTS * SECONDS:.0f} s", SHOTS * SECONDS, join)


if __name__ == "__main__":
    main()
