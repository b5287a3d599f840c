"""`storyboard graph`: which shot needs which, as a picture or as text for other tools."""

from __future__ import annotations

from collections.abc import Sequence

import click

from pipeline.cli.episodes import Choices, read
from pipeline.cli.printing import show_json
from pipeline.cli.project import PATHS, PROFILE, one_target


@click.command("graph", help="Draw which shot needs which.")
@PATHS
@PROFILE
@click.option("--format", "form", type=click.Choice(["svg", "mermaid", "dot", "json"]), default="mermaid")
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
def command(paths: Sequence[str], profile: str | None, form: str, as_json: bool) -> None:
    from pipeline import graph

    (reading,) = read([one_target(paths, "graph")], Choices(paths, profile))
    _, requests = reading.whole()
    if as_json or form == "json":
        show_json(graph.to_json(requests))
        return
    writers = {"svg": graph.to_svg, "mermaid": graph.to_mermaid, "dot": graph.to_dot}
    click.echo(writers[form](requests), nl=False)
