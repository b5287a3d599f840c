"""`storyboard request`: the exact request of a shot, the key as its variable's name."""

from __future__ import annotations

from collections.abc import Sequence

import click

from pipeline import wiring
from pipeline.cli.asking import call_of, origin_of
from pipeline.cli.episodes import Choices, read
from pipeline.cli.printing import show_json
from pipeline.cli.project import JSON_FORMAT, PREVIEW, PROFILE, SETS, one_target
from pipeline.errors import UsageProblem
from pipeline.model import Realm, RequestGraph, TakeRequest
from pipeline.report import request as report
from pipeline.showing import one_line
from pipeline.suggest import did_you_mean


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
    if curl and as_json:
        raise UsageProblem("say one of --curl and --json")
    target = one_target([path], "request")
    (reading,) = read([target], Choices([path], profile, sets))
    found = _found(reading.whole()[1], shot, take)
    provider = wiring.provider(found.request.provider)
    realm: Realm = "preview" if preview else wiring.realm(target.root, [provider.name])
    call = call_of(found, provider, realm)
    origin = origin_of(target.root, provider, is_preview=preview)
    if curl:
        click.echo(report.as_curl(call, provider, origin), nl=False)
    else:
        show_json(report.as_json(found.request, call, provider, origin))


def _found(graph: RequestGraph, name: str, take: int) -> TakeRequest:
    shots = {shot.name: shot for shot in graph.shots}
    if name not in shots:
        advice = did_you_mean(name, shots) or f"the first one is `{next(iter(shots))}`"
        raise UsageProblem(f"there is no shot `{one_line(name)}`; {advice}")
    if shots[name].own_clip is not None:
        raise UsageProblem(f"{name} is a clip of your own: nothing is requested for it")
    if take > len(shots[name].takes):
        raise UsageProblem(f"{name} has {len(shots[name].takes)} take(s), there is no take {take}")
    return shots[name].takes[take - 1]
