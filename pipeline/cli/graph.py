"""`storyboard graph`: which shot needs which, as a picture or as text for other tools."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from pipeline import flow, wiring
from pipeline.cli.exits import FOUND, Leave
from pipeline.cli.faults import tell
from pipeline.cli.project import PATHS, PROFILE, targets
from pipeline.errors import UsageProblem


@click.command("graph", help="Draw which shot needs which.")
@PATHS
@PROFILE
@click.option("--format", "form", type=click.Choice(["svg", "mermaid", "dot", "json"]), default="mermaid")
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
def command(paths: Sequence[str], profile: str | None, form: str, as_json: bool) -> None:
    from pipeline import graph

    found = targets(paths)
    if len(found) != 1:
        raise UsageProblem(f"graph draws one storyboard at a time, here are {len(found)}: name one")
    target = found[0]
    reading = flow.read(wiring.readers(target.root), target.path, target.shown, profile=profile)
    if reading.faults:
        tell(reading.faults)
    if reading.graph is None:
        raise Leave(FOUND)
    _, requests = reading.whole()
    if as_json or form == "json":
        click.echo(json.dumps(graph.to_json(requests), ensure_ascii=False, indent=2))
        return
    writers = {"svg": graph.to_svg, "mermaid": graph.to_mermaid, "dot": graph.to_dot}
    click.echo(writers[form](requests), nl=False)
