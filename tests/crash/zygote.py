"""A process that has imported all that a run needs, and forks one that runs a command for each order: a round
costs no start of Python. Orders come over a socket, a line of JSON each; answers go back so.

    {"argv": [...], "cwd": ..., "env": {...}, "folders": {...}, "at": n or null, "act": "kill", "to": folder}

`at` and `act`: what is to happen before which step, as `Steps` says. `to`: where stdout, stderr and the steps
are written.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

MODULES = (
    "aiohttp", "av", "av.subtitles.stream", "certifi", "httpx", "httpx_aiohttp", "jinja2", "jsonschema",
    "networkx", "numpy", "PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.Image", "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin", "PIL.PpmImagePlugin", "tomllib",
    "pipeline.adapters.claims", "pipeline.adapters.clock", "pipeline.adapters.http",
    "pipeline.adapters.ledger", "pipeline.adapters.media.cutter", "pipeline.adapters.media.films",
    "pipeline.adapters.media.pictures", "pipeline.adapters.publishing", "pipeline.adapters.routes",
    "pipeline.adapters.secrets", "pipeline.adapters.shared", "pipeline.adapters.store", "pipeline.assemble",
    "pipeline.beside", "pipeline.cli.plan", "pipeline.cli.render", "pipeline.cli.status", "pipeline.flow",
    "pipeline.flow.running", "pipeline.graph", "pipeline.locking", "pipeline.observe", "pipeline.plan",
    "pipeline.providers", "pipeline.report.render", "pipeline.run", "pipeline.templating", "pipeline.wiring",
    "tests.crash.steps",
)  # fmt: skip


def act_of(order: dict[str, Any]) -> Callable[[], None]:
    """What is to happen at the step."""
    me = os.getpid()

    def send(*numbers: int) -> Callable[[], None]:
        def sent() -> None:
            for number in numbers:
                os.kill(me, number)

        return sent

    def sleep_for_an_hour() -> None:
        os.kill(me, signal.SIGSTOP)
        real = time.monotonic
        time.monotonic = lambda: real() + 3600.0

    def break_down() -> None:
        raise ZeroDivisionError("a bug of ours, made for a test")

    def fill_the_disk() -> None:
        from tests.disks import fill

        fill(Path(order["fill"]))

    return {
        "kill": send(signal.SIGKILL),
        "interrupt": send(signal.SIGINT),
        "interrupt twice": send(signal.SIGINT, signal.SIGINT),
        "terminate": send(signal.SIGTERM),
        "pause": send(signal.SIGSTOP),
        "sleep for an hour": sleep_for_an_hour,
        "fill the disk": fill_the_disk,
        "break": break_down,
    }[order.get("act", "kill")]


def run(order: dict[str, Any]) -> int:
    """Becomes the command, in this process."""
    from pipeline.cli import main
    from tests.crash.steps import Steps

    to = Path(order["to"])
    log = os.open(to / "steps", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    for target, name in ((1, "stdout"), (2, "stderr")):
        opened = os.open(to / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, target)
        os.close(opened)
    # Anew: those of the zygote believe that they lie where its own do.
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False, buffering=1)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    sys.argv = ["storyboard", *order["argv"]]
    steps = Steps(order["folders"], order.get("at"), act_of(order), log)
    steps.watch()
    try:
        main()
    except SystemExit as leaving:
        sys.stdout.flush()
        sys.stderr.flush()
        steps.step("leave", "the process")
        return int(leaving.code or 0)
    return 0


def serve(orders: socket.socket) -> None:
    """One line of orders after another, each carried out by a child of its own: answers with its process id,
    with a word each time it is stopped, and with its exit code once it has ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with orders.makefile("rw", encoding="utf-8") as line:
        for written in line:
            child = os.fork()
            if child == 0:
                code = 99
                try:
                    code = run(json.loads(written))
                except BaseException:
                    traceback.print_exc()
                finally:
                    os._exit(code)
            line.write(f"{child}\n")
            line.flush()
            _, status = os.waitpid(child, os.WUNTRACED)
            while os.WIFSTOPPED(status):
                line.write("stopped\n")
                line.flush()
                _, status = os.waitpid(child, os.WUNTRACED)
            line.write(f"{os.waitstatus_to_exitcode(status)}\n")
            line.flush()


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever serves a connection ends unattended
    for name in MODULES:
        importlib.import_module(name)
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "a process with threads must not fork"
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(sys.argv[1])
        door.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            ready, _, _ = select.select([door, sys.stdin], [], [])
            if sys.stdin in ready:  # it ends with whoever started it, however that one ended
                return
            orders, _ = door.accept()
            if os.fork() == 0:
                door.close()
                serve(orders)
                os._exit(0)
            orders.close()


if __name__ == "__main__":
    if sys.argv[1] == "--alone":  # without forking, for those who look on from outside
        os._exit(run(json.loads(sys.argv[2])))
    main()
