"""Says how long a line waits, and for what. Measures nothing."""

from __future__ import annotations

from pipeline.records import record


@record
class Patience:
    """How long to wait. connect_s: for a name, a connection and its TLS together. connect_s, post_s, get_s:
    as RunComfy's own client does (its comfyui-runcomfy-partner-nodes, read 2026-11-21).

    silence_s: between two pieces of a clip; what after so long comes slower on the whole than slowest_bytes_s
    (a clip) or slowest_reply_bytes_s is given up. tries: of what may be asked again. pause_s: before the
    second; grows from there.
    """

    connect_s: float = 10.0
    post_s: float = 90.0
    get_s: float = 30.0
    download_s: float = 900.0
    silence_s: float = 30.0
    slowest_bytes_s: float = 10_000.0
    slowest_reply_bytes_s: float = 10.0
    tries: int = 4
    pause_s: float = 0.5


USUAL_PATIENCE = Patience()
