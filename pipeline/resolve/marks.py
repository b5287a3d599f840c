"""Turns what a template put out back into text that knows where it came from, by marks around each value.

The marks are characters for private use, which no author's text may hold. Knows no tags and no templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.errors import Fault
from pipeline.model import Document, Place, PromptPiece
from pipeline.records import record
from pipeline.resolve import inside
from pipeline.resolve.written import Written
from pipeline.templating import Marked, Traced

PRIVATE = re.compile(r"[\U000F0000-\U0010FFFF]|\\U00(?:0[fF]|10)[0-9a-fA-F]{4}")
"""What stands for a mark: the characters, and how a quoted text of YAML (or a repr) spells them."""

_OPEN, _CLOSE, _INSERT = "\U000f0000", "\U000f0001", "\U000f0002"
_DIGITS, _BASE = 0xF1000, 0x1000
_MARK = re.compile(f"{_CLOSE}|([{_OPEN}{_INSERT}])([{chr(_DIGITS)}-{chr(_DIGITS + _BASE - 1)}]{{2}})")


@record
class Source:
    """Where text came from. is_spoken: it is a line of dialogue."""

    written: Written
    is_spoken: bool = False


@record
class Stretch:
    """Text from `start` on, up to the next stretch, came from this source."""

    start: int
    source: Source


@record
class Woven:
    """Text with its sources. Each of `inserts`, in order, stands in the text as one character that `cut`
    finds."""

    text: str
    stretches: tuple[Stretch, ...]
    inserts: tuple[PromptPiece, ...]

    def place(self, start: int, word: str) -> Place:
        """The place, in some author's file, of a word that starts at this point of the text."""
        source = next(stretch.source for stretch in reversed(self.stretches) if stretch.start <= start)
        earlier = "".join(self._parts_of(source, start))
        return source.written.word_place(word, len(inside.pattern(word).findall(earlier)))

    def _parts_of(self, source: Source, before: int) -> Iterator[str]:
        ends = [stretch.start for stretch in self.stretches[1:]] + [len(self.text)]
        for stretch, end in zip(self.stretches, ends, strict=True):
            if stretch.source is source:
                yield self.text[stretch.start : min(end, before)]


class Marks:
    """Gives marks out, and reads them back."""

    def __init__(self) -> None:
        self._sources: list[Source] = []
        self._inserts: list[PromptPiece] = []

    def traced(self, text: str, written: Written, *, is_spoken: bool = False) -> Traced:
        """Text that comes back with its source."""
        self._sources.append(Source(written, is_spoken))
        return Traced(text, _OPEN + _number(len(self._sources) - 1), _CLOSE)

    def wrapped(self, text: str, written: Written) -> Marked:
        """Text that holds marks already, and comes back with its source around theirs."""
        own = self.traced(text, written)
        return Marked(self.read(text, self._sources[-1]).text, str(own))

    def insert(self, piece: PromptPiece) -> str:
        """A mark that comes back as this piece."""
        self._inserts.append(piece)
        return _INSERT + _number(len(self._inserts) - 1)

    def word(self, word: str, piece: PromptPiece) -> Marked:
        """A word to templates, which comes back as this piece."""
        return Marked(word, self.insert(piece))

    def read(self, marked: str, base: Source) -> Woven:
        """base: where the text came from that is between no marks. White space at both ends is dropped."""
        parts, inserts = [""], list[PromptPiece]()
        stretches, open_sources, at, size = [Stretch(0, base)], [base], 0, 0
        for mark in _MARK.finditer(marked):
            parts.append(marked[at : mark.start()])
            size, at = size + mark.start() - at, mark.end()
            match mark[1]:
                case "\U000f0002":
                    inserts.append(self._inserts[_read_number(mark[2])])
                    parts.append(_INSERT)
                    size += 1
                    continue
                case "\U000f0000":
                    open_sources.append(self._sources[_read_number(mark[2])])
                case _:
                    open_sources.pop()
            stretches.append(Stretch(size, open_sources[-1]))
        return _stripped("".join([*parts, marked[at:]]), stretches, inserts)


def _stripped(text: str, stretches: Iterable[Stretch], inserts: Iterable[PromptPiece]) -> Woven:
    dropped = len(text) - len(text.lstrip())
    moved = tuple(Stretch(max(stretch.start - dropped, 0), stretch.source) for stretch in stretches)
    return Woven(text.strip(), moved, tuple(inserts))


def cut(text: str, inserts: Iterator[PromptPiece]) -> Iterator[PromptPiece]:
    """Part of a woven text in pieces, its inserts among them."""
    for position, part in enumerate(text.split(_INSERT)):
        if position:
            yield next(inserts)
        if part:
            yield part


def _number(number: int) -> str:
    return chr(_DIGITS + number // _BASE) + chr(_DIGITS + number % _BASE)


def _read_number(digits: str) -> int:
    return (ord(digits[0]) - _DIGITS) * _BASE + ord(digits[1]) - _DIGITS


def private_characters(document: Document) -> Iterator[Fault]:
    """A fault where a file holds characters that could be taken for marks."""
    found = PRIVATE.search(document.text)
    if found:
        place = inside.span_place(document.text, document.path, *found.span())
        message = "this character is for private use: nobody knows what it shows"
        yield Fault("T008", message, place, "remove it", "nobody can see what this is")
