"""Turns a shot's own words and its template into a prompt in pieces. Knows no model, and how none wants to be
asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from pipeline.errors import Fault, Label, in_place_of
from pipeline.model import DialogueHere, Line, Place, PromptPiece
from pipeline.records import record
from pipeline.resolve.marks import Source, Woven, cut
from pipeline.resolve.plain import left_over
from pipeline.resolve.readable import Readable
from pipeline.resolve.rendering import Text, names_read, rendered
from pipeline.resolve.settings import Settings
from pipeline.resolve.shared import NO_TEMPLATE, Shared
from pipeline.resolve.story import Entry
from pipeline.resolve.tags import Nameable, Plain, read_tag, refuse_wide_tag, spell, wide_tags
from pipeline.resolve.written import Written
from pipeline.suggest import certain_name, nearest, one_of
from pipeline.templating import holds_a_tag, is_template


@record
class Prompt:
    """A prompt in pieces, ends stripped. is_dialogue_placed: a template wrote the dialogue."""

    pieces: tuple[PromptPiece, ...]
    is_dialogue_placed: bool


MAX_TAGS = 200
"""In one prompt. The place of each is looked for from the prompt's start."""

NO_PROMPT = Prompt((), False)


@record
class Prompter:
    """Writes the prompts of one episode."""

    shared: Shared
    readable: Readable

    def write(
        self,
        entry: Entry,
        settings: Settings,
        dialogue: tuple[Line, ...],
        nameable: Nameable,
        faults: list[Fault],
    ) -> Prompt:
        """The prompt of a shot that has one. nameable: what its tags may name."""
        own = Text(entry.written["prompt"], f"the prompt of {entry.name}")
        template = self._template(entry, settings, faults)
        woven = self._woven(entry, settings, dialogue, own, template, faults)
        if woven is None:
            return NO_PROMPT
        faults += _unread(settings, [own, template] if template else [own])
        faults += _left_over(woven)
        is_placed = DialogueHere() in woven.inserts or any(part.source.is_spoken for part in woven.stretches)
        return Prompt(tuple(_pieces(woven, nameable, faults)), is_placed)

    def _template(self, entry: Entry, settings: Settings, faults: list[Fault]) -> Text | None:
        called = settings.get("template")
        if called is None or called.text == NO_TEMPLATE:
            return None
        written = self.shared.templates.get(called.text)
        if written is None:
            faults.append(_no_template(called, [*self.shared.templates, NO_TEMPLATE]))
            return None
        return Text(written, f"template `{called.text}`", Label(called.place, f"{entry.name} uses it here"))

    def _woven(
        self,
        entry: Entry,
        settings: Settings,
        dialogue: tuple[Line, ...],
        own: Text,
        template: Text | None,
        faults: list[Fault],
    ) -> Woven | None:
        """The text of prompt and template together. None at a fault."""
        marks = self.readable.marks
        if template is None and not is_template(own.written.text):
            return marks.read(own.written.text, Source(own.written))
        values = self.readable.in_shot(entry, settings, dialogue)
        text = rendered(own, values, faults)
        if template is None or text is None:
            return None if text is None else marks.read(text, Source(own.written))
        values["prompt"] = marks.wrapped(text.strip(), own.written)
        text = rendered(template, values, faults)
        if text is None:
            return None
        woven = marks.read(text, Source(template.written))
        faults += _unplaced(woven, own, template)
        return woven


def check_templates(shared: Shared, faults: list[Fault]) -> None:
    """Tells of every template that cannot be read, used or not."""
    for name, written in shared.templates.items():
        names_read(Text(written, f"template `{name}`"), faults)


def _no_template(called: Written, known: list[str]) -> Fault:
    meant = nearest(called.text, known)
    label = f"did you mean `{meant}`?" if meant else "no such template"
    edits = in_place_of(called.place, called.text, certain_name(called.text, known) if meant else None)
    message = f"there is no template `{called.text}`"
    return Fault("T001", message, called.place, f"write {one_of(known)}", label, edits=edits)


def _unplaced(woven: Woven, own: Text, template: Text) -> Iterator[Fault]:
    """A template that drops the shot's own words."""
    if all(part.source.written is not own.written for part in woven.stretches):
        never = "prompt" not in names_read(template, [])
        message = f"{template.called} does not place the prompt{'' if never else ' of every shot'}"
        related = () if never or template.user is None else (template.user,)
        help = "write  {{ prompt }}  where the shot's own words belong"
        yield Fault("T002", message, template.written.place, help, "the prompt is lost here", related=related)


def _left_over(woven: Woven) -> Iterator[Fault]:
    opener = holds_a_tag(woven.text)
    if opener:
        yield left_over(opener, woven.place(woven.text.index(opener), opener))


def _unread(settings: Settings, texts: Iterable[Text]) -> Iterator[Fault]:
    """Words that a shot gives to a template that does not ask for them."""
    given = {name: written for name, written in settings.merged["with"].items() if written.is_own}
    read = frozenset().union(*(names_read(text, []) for text in texts)) if given else frozenset()
    for name, written in given.items():
        if name not in read:
            meant = nearest(name, read)
            label = f"did you mean `{meant}`?" if meant else "not read"
            message = f"neither the prompt nor its template reads `{name}`"
            help = f"write  {{{{ {name} }}}}  where it belongs, or remove it"
            yield Fault("T009", message, written.key_place, help, label, "warning")


def _too_many_tags(place: Place) -> Fault:
    message = f"this prompt has more than {MAX_TAGS} tags"
    return Fault("T006", message, place, "say less: a prompt is a few sentences", "one too many")


def _pieces(woven: Woven, nameable: Nameable, faults: list[Fault]) -> Iterator[PromptPiece]:
    for start, name in islice(wide_tags(woven.text), MAX_TAGS):
        refuse_wide_tag(name, woven.place(start, f"＠{name}"), nameable, faults)
    inserts = iter(woven.inserts)
    text = ""
    tags = 0
    for part in spell(woven.text):
        if isinstance(part, Plain):
            text += part.text
            continue
        tags += 1
        if tags > MAX_TAGS:
            faults.append(_too_many_tags(woven.place(part.start, woven.text[part.start : part.end])))
            break
        yield from cut(text, inserts)
        text = ""
        place = woven.place(part.start, woven.text[part.start : part.end])
        tag = read_tag(part, place, nameable, faults)
        if tag is not None:
            yield tag
    yield from cut(text, inserts)
