"""Every storyboard in `storyboards/vendors/` compiles to the request of the vendor that lies beside it.

Equal but for what the transport adds (an id, how to deliver) and the two spellings of a frame that the vendor
takes as one: a bare address is `{image}`, and no `frame` is its place in the order.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from pipeline.adapters.files import ProjectFiles
from pipeline.adapters.media.films import Reels
from pipeline.adapters.media.pictures import Stills
from pipeline.compile import compile_graph
from pipeline.load import load_storyboard
from pipeline.load.cards import load_cards
from pipeline.model import Request
from pipeline.resolve import resolve
from pipeline.survey import survey

VENDORS = Path(__file__).parents[2] / "storyboards" / "vendors"
STORYBOARDS = sorted(VENDORS.glob("*.storyboard.yaml"))


def compiled(path: Path) -> Request:
    """The only request of a storyboard without errors."""
    files = ProjectFiles(VENDORS)
    loaded, _ = load_storyboard(files, PurePosixPath(path.name), path.name)
    assert loaded is not None
    storyboard, _ = resolve(loaded, profile=None, sets={})
    assert storyboard is not None
    assets, _ = survey(storyboard, files, Stills(), Reels())
    graph, _ = compile_graph(storyboard, load_cards(files)[0], assets)
    assert graph is not None
    return graph.shots[0].takes[0].request


def in_envelope(request: Request) -> dict[str, Any]:
    if request.provider == "runware":
        return {"taskType": "videoInference", "model": request.endpoint, **request.body}
    return dict(request.body)


def spelt_out(request: dict[str, Any]) -> dict[str, Any]:
    images = request.get("inputs", {}).get("frameImages", [])
    for index, image in enumerate(images):
        whole = {"image": image} if isinstance(image, str) else image
        images[index] = {"frame": "first", **whole}
    return request


@pytest.mark.parametrize("path", STORYBOARDS, ids=lambda path: path.name.split(".")[0])
def test_a_vendors_example_gives_the_vendors_request(path: Path) -> None:
    wanted = json.loads(
        path.with_name(path.name.replace(".storyboard.yaml", ".request.json")).read_text("utf-8")
    )

    given = compiled(path)

    assert spelt_out(in_envelope(given)) == spelt_out(wanted)


def test_all_six_examples_are_here() -> None:
    assert len(STORYBOARDS) == 6
