"""Writes the pages of the reference where they belong. Knows nothing of what is on them."""

from __future__ import annotations

from pathlib import Path

from scripts.reference import PAGES

ROOT = Path(__file__).parents[2]


def main() -> None:
    for name, made in PAGES.items():
        path, text = ROOT / name, made()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"reference: {name}, {len(text.splitlines())} lines")


if __name__ == "__main__":
    main()
