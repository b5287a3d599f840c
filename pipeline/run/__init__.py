"""Turns a plan into outcomes: the only stage that is async, and the only one that spends. Knows ports, and no
provider by name."""

from pipeline.run.ports import RunPorts
from pipeline.run.running import run
from pipeline.run.stopping import Stop

__all__ = ["RunPorts", "Stop", "run"]
