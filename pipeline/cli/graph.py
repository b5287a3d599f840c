"""`storyboard graph`: which shot needs which, as a picture or as text for other tools."""

from __future__ import annotations

from collections.abc import Sequence

import click

from pipeline.cli.episodes import Choices, read
from pipeline.cli.outputs import Output, output_option, write_outputs
from pipeline.cli.printing import json_text, show_json
from pipeline.cli.project import PATHS, PROFILE, targets
from pipeline.model import JSON, RequestGraph

FORMATS = ("svg", "mermaid", "dot", "json")


@click.command("graph", help="Draw which shot needs which.")
@PATHS
@PROFILE
@output_option(FORMATS)
@click.option("--format", "form", type=click.Choice(FORMATS), default="mermaid", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
def command(
    paths: Sequence[str], profile: str | None, outputs: Sequence[Output], form: str, as_json: bool
) -> None:
    graphs = [reading.whole()[1] for reading in read(targets(paths), Choices(paths, profile))]
    write_outputs(outputs, lambda form: _text(graphs, form))
    if as_json or form == "json":
        show_json(_object(graphs))
    else:
        click.echo(_text(graphs, form), nl=False)


def _text(graphs: Sequence[RequestGraph], form: str) -> str:
    from pipeline import graph

    if form == "json":
        return json_text(_object(graphs)) + "\n"
    writers = {"svg": graph.to_svg, "mermaid": graph.to_mermaid, "dot": graph.to_dot}
    return writers[form](*graphs)


def _object(graphs: Sequence[RequestGraph]) -> dict[str, JSON]:
    from pipeline.graph import to_json
    from pipeline.report.plan import several

    return several([one.storyboard for one in graphs], [to_json(one) for one in graphs])
