"""`storyboard studio`: both providers' wire protocols on loopback, for any client."""

from __future__ import annotations

import json

import click

from pipeline import wiring


@click.command(
    "studio", help="Serve both providers' wire protocols on this machine: free, offline, no account."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 picks one.")
def command(port: int) -> None:
    def listening(url: str) -> None:
        click.echo(json.dumps({"url": url}))

    wiring.serve_studio(port, listening)
