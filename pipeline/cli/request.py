"""`storyboard request`: the exact request of a shot, the key as its variable's name."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from pipeline import flow, suggest, wiring
from pipeline.cli.exits import FOUND, Leave
from pipeline.cli.faults import tell
from pipeline.cli.project import JSON_FORMAT, PREVIEW, PROFILE, SETS, parse_sets, targets
from pipeline.errors import UsageProblem
from pipeline.keys import request_key, shape_key
from pipeline.model import Realm, RequestGraph, TakeRequest
from pipeline.report import request as report


@click.command("request", help="Show the exact request of a shot, as JSON or as a curl line.")
@click.argument("path")
@click.argument("shot")
@PROFILE
@SETS
@PREVIEW
@JSON_FORMAT
@click.option("--take", type=click.IntRange(min=1), default=1, metavar="N", help="Which take; the first.")
@click.option("--curl", is_flag=True, help="As a curl line; the key stands as $NAME.")
def command(
    path: str,
    shot: str,
    profile: str | None,
    sets: Sequence[str],
    preview: bool,
    as_json: bool,
    take: int,
    curl: bool,
) -> None:
    (target,) = targets([path])
    reading = flow.read(
        wiring.readers(target.root), target.path, target.shown, profile=profile, sets=parse_sets(sets)
    )
    if reading.faults:
        tell(reading.faults)
    if reading.graph is None:
        raise Leave(FOUND)
    found = _found(reading.whole()[1], shot, take)
    provider = wiring.provider(found.request.provider)
    realm: Realm = "preview" if preview else wiring.realm(target.root, [provider.name])
    key = shape_key(found, realm) if found.needs else request_key(found, realm, {})
    call = provider.submit(found.request, provider.ticket(key, 1))
    origin = wiring.STUDIO_ORIGIN if preview else wiring.origin(target.root, provider)
    if curl:
        click.echo(report.as_curl(call, provider, origin), nl=False)
    else:
        whole = report.as_json(found.request, call, provider, origin)
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))


def _found(graph: RequestGraph, name: str, take: int) -> TakeRequest:
    shots = {shot.name: shot for shot in graph.shots}
    if name not in shots:
        guess = suggest.nearest(name, shots)
        raise UsageProblem(f"there is no shot {name}" + (f"; did you mean {guess}?" if guess else ""))
    if shots[name].own_clip is not None:
        raise UsageProblem(f"{name} is a clip of your own: nothing is requested for it")
    if take > len(shots[name].takes):
        raise UsageProblem(f"{name} has {len(shots[name].takes)} take(s), there is no take {take}")
    return shots[name].takes[take - 1]
