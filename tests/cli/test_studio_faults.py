"""`storyboard studio` refuses orders that it cannot carry out before it listens, and carries out
those it can."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.cli.running import run_storyboard


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--fault", "dorp"], "--fault dorp: there is no fault `dorp`; did you mean `drop`?"),
        (
            ["--fault", "drop@shot=s01"],
            "--fault drop@shot=s01: unknown key `shot`; a request does not tell its shot: write `prompt=`",
        ),
        (["--faults", "none.toml"], "none.toml cannot be read: No such file or directory"),
        (["--faults", "big.toml"], "big.toml has more than 65,536 bytes"),
        (["--faults", "odd.toml"], "odd.toml, fault 1: there is no fault `fire`"),
    ],
)
def test_an_order_that_cannot_be_carried_out_is_wrong_usage(
    tmp_path: Path, arguments: list[str], told: str
) -> None:
    (tmp_path / "big.toml").write_text("#" * 70_000, encoding="utf-8")
    (tmp_path / "odd.toml").write_text('[[fault]]\nwhat = "fire"\n', encoding="utf-8")

    ended = run_storyboard("studio", "--port", "0", *arguments, cwd=tmp_path)

    assert (ended.code, ended.stdout) == (2, "")
    assert told in ended.stderr


def test_orders_of_the_command_line_and_of_a_file_are_carried_out(tmp_path: Path) -> None:
    file = tmp_path / "faults.toml"
    file.write_text('seed = 3\n[[fault]]\nwhat = "status"\nhow = 503\non = "poll"\n', encoding="utf-8")
    orders = ["--fault", "refuse:invalidApiKey", "--faults", str(file), "--fault-seed", "4"]
    command = [sys.executable, "-m", "pipeline", "studio", "--port", "0", *orders]

    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        origin = json.loads(process.stdout.readline())["url"]
        told = [status_of(origin, kind) for kind in ("videoInference", "getResponse")]
        process.terminate()

    assert told == [401, 503]


def status_of(origin: str, kind: str) -> int:
    tasks = json.dumps([{"taskType": kind, "taskUUID": "3e8f1d0a-52c7-4b61-9a0e-5d7c1f2b9e44"}]).encode()
    request = urllib.request.Request(origin + "/v1", tasks, {"authorization": "Bearer any"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    with refused.value as error:
        return error.code
