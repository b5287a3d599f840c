"""Turns `storyboard` and `python -m pipeline` into a call of the command line.

Knows neither arguments nor exit codes.
"""

from __future__ import annotations


def main() -> None:
    """Run the command line on the process's own arguments; leaves by SystemExit with the exit code."""
    from pipeline.cli import main as run_command_line

    run_command_line()


if __name__ == "__main__":
    main()
