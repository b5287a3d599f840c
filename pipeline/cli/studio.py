"""`storyboard studio`: both providers' wire protocols on loopback, for any client."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline import wiring


@click.command(
    "studio", help="Serve both providers' wire protocols on this machine: free, offline, no account."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 picks one.")
@click.option(
    "--fault",
    "faults",
    metavar="WHAT[:HOW][@KEY=VALUE,...]",
    multiple=True,
    help="Something to do wrong, as the services may: `drop@prompt=rain,count=1`. Can be given again.",
)
@click.option(
    "--faults",
    "file",
    type=click.Path(path_type=Path),
    help="A TOML file of them, for prompts with commas, and to keep.",
)
@click.option(
    "--fault-seed", type=click.IntRange(0, 10**9), help="Of those that go by chance; else the file's, else 0."
)
def command(port: int, faults: tuple[str, ...], file: Path | None, fault_seed: int | None) -> None:
    from pipeline.studio.mishaps import orders

    def listening(url: str) -> None:
        click.echo(json.dumps({"url": url}))

    ordered = orders(faults, _text(file) if file else None, str(file), fault_seed)
    wiring.serve_studio(port, listening, ordered)


def _text(file: Path) -> str:
    from pipeline.errors import UsageProblem
    from pipeline.studio.mishaps import FILE_LIMIT_BYTES

    try:
        with file.open("rb") as opened:
            content = opened.read(FILE_LIMIT_BYTES + 1)
    except OSError as error:
        raise UsageProblem(f"{file} cannot be read: {error.strerror}") from error
    if len(content) > FILE_LIMIT_BYTES:
        raise UsageProblem(f"{file} has more than {FILE_LIMIT_BYTES:,} bytes")
    return content.decode("utf-8-sig", errors="replace")
