"""Turns `storyboard` and `python -m pipeline` into a call of the command line.

Knows neither arguments nor exit codes.
"""

from __future__ import annotations

import gc

ROUND = 100_000
"""New objects between two looks for circles of garbage. Python looks after 700, and walks over all that was
imported: a sixth of the time that one file takes to validate. What is read holds hardly any circle."""


def main() -> None:
    """Run the command line on the process's own arguments; leaves by SystemExit with the exit code."""
    gc.set_threshold(ROUND)
    from pipeline.cli import main as run_command_line

    try:
        run_command_line()
    finally:
        gc.freeze()  # a process that ends has nothing to tidy


if __name__ == "__main__":
    main()
