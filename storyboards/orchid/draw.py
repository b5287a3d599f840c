"""Turns the panels under `drawing/` into the pictures that the storyboard names; knows only which is which.

`python storyboards/orchid/draw.py` writes them all again, byte for byte; names after it choose some:
`draw.py glass wine`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from drawing import arrival, cast, conservatory, dawn, gala, offer
from drawing.easel import Easel

HERE = Path(__file__).resolve().parent

PICTURES: dict[str, Callable[[], Easel]] = {
    "boards/glass.jpg": arrival.glass,
    "boards/lift.jpg": arrival.lift,
    "boards/desk.jpg": offer.desk,
    "boards/desk-end.jpg": offer.desk_end,
    "boards/signature-1.jpg": offer.signature_closed,
    "boards/signature-2.jpg": offer.signature_found,
    "boards/signature-3.jpg": offer.signature_drop,
    "boards/wine.jpg": gala.wine,
    "boards/aisle.jpg": conservatory.aisle,
    "boards/photograph.jpg": conservatory.photograph,
    "boards/window.jpg": dawn.window,
    "boards/reflection.jpg": dawn.reflection,
    "cast/mei-front.jpg": cast.mei_front,
    "cast/mei-profile.jpg": cast.mei_profile,
    "cast/mei-gala.jpg": cast.mei_gala,
    "cast/adrian.jpg": cast.adrian,
    "cast/vivian.jpg": cast.vivian,
    "places/ballroom.jpg": gala.ballroom,
}


def main(names: list[str]) -> int:
    unknown = set(names) - {Path(path).stem for path in PICTURES}
    if unknown:
        print(f"no such picture: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    for path, panel in PICTURES.items():
        if not names or Path(path).stem in names:
            target = HERE / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(panel().jpeg())
            print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
