"""The traps of YAML, one a row: what an author writes, and how it ends.

`meant`: the values come out exactly as meant. `refused`: one fault, with its code, place (line, first column
and the one after the last) and help. `warned`: the values come out, and one warning says what they lost. A
text that begins with `storyboard:` is checked against its schema too, as is one that is a text and nothing
else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trap:
    """told: code and place; empty where nothing is. values: None where the file is refused."""

    text: str | bytes
    ends: str
    values: object = None
    told: str = ""
    help: str = ""


def meant(text: str | bytes, values: object) -> Trap:
    return Trap(text, "meant", values)


def refused(text: str | bytes, told: str, help: str) -> Trap:
    return Trap(text, "refused", None, told, help)


def warned(text: str | bytes, values: object, told: str, help: str) -> Trap:
    return Trap(text, "warned", values, told, help)


def in_scene(body: str) -> str:
    return f"storyboard: 1\nscenes:\n  - id: a\n    {body}\n"


def at_top(body: str) -> str:
    return f"storyboard: 1\n{body}\n"


STUDIED = [
    # ratios and times, which PyYAML's own rules make numbers
    meant("a: 16:9\n", {"a": "16:9"}),
    meant("a: 9:16\n", {"a": "9:16"}),
    meant("a: 1:1\n", {"a": "1:1"}),
    meant("a: 4:3\n", {"a": "4:3"}),
    meant("a: 21:9\n", {"a": "21:9"}),
    meant("a: 2.39:1\n", {"a": "2.39:1"}),
    meant("a: 1:30\n", {"a": "1:30"}),
    meant("a: 01:30.5\n", {"a": "01:30.5"}),
    meant("a: 00:01:30\n", {"a": "00:01:30"}),
    meant("a: 01:00:00:12\n", {"a": "01:00:00:12"}),
    # tags of references
    refused("image: @hero\n", "Y002 1:8-13", 'write  image: "@hero"'),
    refused("images: [@hero]\n", "Y002 1:10-15", 'write  images: ["@hero"]'),
    refused("@hero: x\n", "Y002 1:1-6", "write  hero: x"),
    refused("refs: {@hero: x}\n", "Y002 1:8-13", "write  refs: {hero: x}"),
    meant("prompt: Using @scene, she waits.\n", {"prompt": "Using @scene, she waits."}),
    refused("- @hero\n", "Y002 1:3-8", 'write  - "@hero"'),
    refused("prompt: @hero  # why\n", "Y002 1:9-14", 'write  prompt: "@hero"  # why'),
    refused("a:\n  prompt: @hero waits\n", "Y002 2:11-16", 'write  prompt: "@hero waits"'),
    refused("prompt: 雨の夜 @a\nline: @mei 雨\n", "Y002 2:7-11", 'write  line: "@mei 雨"'),
    # templates
    refused("prompt: {{ hero }} walks in\n", "Y003 1:9-11", 'write  prompt: "{{ hero }} walks in"'),
    refused("prompt: {{ hero }}\n", "Y003 1:9-11", 'write  prompt: "{{ hero }}"'),
    refused("refs: [{{ a }}, b]\n", "Y003 1:8-10", 'write  refs: ["{{ a }}", b]'),
    refused("refs: [p/${x}.txt]\n", "Y006 1:11-12", 'write  refs: ["p/${x}.txt"]'),
    refused("prompt: {% if x %}y{% endif %}\n", "Y003 1:9-11", 'write  prompt: "{% if x %}y{% endif %}"'),
    meant("prompt: hello {{ hero }}\n", {"prompt": "hello {{ hero }}"}),
    refused("- {{ hero }} walks\n", "Y003 1:3-5", 'write  - "{{ hero }} walks"'),
    refused("- {prompt: {{ hero }} waits}\n", "Y003 1:12-14", 'write  - {prompt: "{{ hero }} waits"}'),
    refused("prompt: {# note #} hello\n", "Y003 1:9-11", 'write  prompt: "{# note #} hello"'),
    # what looks like a comment
    warned(
        "prompt: neon sign #3 glows\n",
        {"prompt": "neon sign"},
        "Y101 1:19-21",
        'write  prompt: "neon sign #3 glows"',
    ),
    warned(
        "prompt: a {# note #} b\n", {"prompt": "a {# note"}, "Y101 1:19-21", 'write  prompt: "a {# note #} b"'
    ),
    warned("color: #ff0000\n", {"color": None}, "Y102 1:8-15", 'write  color: "#ff0000"'),
    meant("color: a#ff\n", {"color": "a#ff"}),
    warned("- #3\n", [None], "Y102 1:3-5", 'write  - "#3"'),
    meant("prompt: |\n  neon sign #3\n", {"prompt": "neon sign #3\n"}),
    # signs that YAML reserves
    warned("prompt: &co later\n", {"prompt": "later"}, "Y103 1:9-12", 'write  prompt: "&co later"'),
    refused("prompt: & later\n", "Y006 1:9-10", 'write  prompt: "& later"'),
    refused("prompt: Mei: do not go\n", "Y005 1:9-13", 'write  prompt: "Mei: do not go"'),
    refused("prompt: - hello\n", "Y006 1:9-10", 'write  prompt: "- hello"'),
    refused("prompt: *x*\n", "Y006 1:9-10", 'write  prompt: "*x*"'),
    refused("prompt: *whispers* go\n", "Y006 1:9-10", 'write  prompt: "*whispers* go"'),
    refused("prompt: !x\n", "Y010 1:9-11", 'write  prompt: "!x"'),
    refused("prompt: !x hello\n", "Y010 1:9-11", 'write  prompt: "!x hello"'),
    refused("prompt: %5\n", "Y006 1:9-10", 'write  prompt: "%5"'),
    refused("prompt: `x`\n", "Y006 1:9-10", 'write  prompt: "`x`"'),
    refused("prompt: ? why\n", "Y006 1:9-10", 'write  prompt: "? why"'),
    refused("prompt: > hello\n", "Y006 1:9-10", 'write  prompt: "> hello"'),
    refused("prompt: | hello\n", "Y006 1:9-10", 'write  prompt: "| hello"'),
    # quotes
    refused('prompt: "No," she says\n', "Y007 1:15-23", "write  prompt: '\"No,\" she says'"),
    refused("prompt: 'No,' she says\n", "Y007 1:15-23", "write  prompt: \"'No,' she says\""),
    meant("prompt: don't\n", {"prompt": "don't"}),
    refused('title: "x\nb: 1\n', "Y020 1:8-9", 'close the text with "'),
    # words that other YAML takes for booleans
    meant("a: no\n", {"a": "no"}),
    meant("a: on\n", {"a": "on"}),
    meant("a: off\n", {"a": "off"}),
    meant("a: Yes\n", {"a": "Yes"}),
    meant("on: x\n", {"on": "x"}),
    meant("no: x\nyes: y\n", {"no": "x", "yes": "y"}),
    refused(in_scene("audio: no"), "S002 4:12-14", "write  audio: false"),
    refused(in_scene("audio: on"), "S002 4:12-14", "write  audio: true"),
    refused(in_scene("audio: Yes"), "S002 4:12-15", "write  audio: true"),
    # numbers
    meant("a: 010\n", {"a": 10}),
    meant("a: 008\n", {"a": 8}),
    meant("a: 0o10\n", {"a": 8}),
    meant("a: 1_2\n", {"a": "1_2"}),
    meant("a: 0b1\n", {"a": "0b1"}),
    meant("a: 1e3\n", {"a": 1000.0}),
    meant("a: 12e4\n", {"a": 120000.0}),
    meant("a: 1.10\n", {"a": 1.1}),
    refused(at_top("scenes: [{id: 010}]"), "S002 2:15-18", 'write  scenes: [{id: "010"}]'),
    refused(at_top("scenes: [{id: 1e3}]"), "S002 2:15-18", 'write  scenes: [{id: "1e3"}]'),
    refused(at_top("scenes: [{id: 12e4}]"), "S002 2:15-19", 'write  scenes: [{id: "12e4"}]'),
    refused(at_top("scenes: [{id: 008}]"), "S002 2:15-18", 'write  scenes: [{id: "008"}]'),
    # nothing
    meant("a: Null\n", {"a": None}),
    meant("a: ~\n", {"a": None}),
    refused(
        at_top("title: Null\nscenes: [{id: a}]"),
        "S002 2:8-12",
        "write the text after the colon, or remove the key",
    ),
    refused(
        at_top("title: ~\nscenes: [{id: a}]"),
        "S002 2:8-9",
        "write the text after the colon, or remove the key",
    ),
    # dates
    meant("a: 2026-11-21\n", {"a": "2026-11-21"}),
    meant(
        at_top("title: 2026-11-21\nscenes: [{id: a}]"),
        {"storyboard": 1, "title": "2026-11-21", "scenes": [{"id": "a"}]},
    ),
    # keys
    refused("a: 1\na: 2\n", "Y004 2:1-2", "keep one of the two"),
    refused("a: {b: 1, b: 2}\n", "Y004 1:11-12", "keep one of the two"),
    meant("1: a\n01: b\n", {"1": "a", "01": "b"}),
    # tabs
    refused("a:\n\tb: 1\n", "Y001 2:1-2", "write    b: 1"),
    refused("\ta: 1\n", "Y001 1:1-2", "write    a: 1"),
    # characters that look like others
    refused("a:\n\xa0\xa0b: 1\n", "Y029 2:1-2", "indent it with 2 plain spaces: `b: 1`"),
    refused("a: x\n\u3000b: 1\nc: 2\n", "Y029 2:1-2", "indent with plain spaces"),
    refused("a: x\nprompt：雨\n", "Y028 2:7-8", "write  prompt: 雨"),
    refused("pro\u200bmpt: x\n", "Y030 1:1-8", "write  prompt: x"),
    # merging, aliases, tags and documents
    meant("a: &a {x: 1}\nb: {<<: *a}\n", {"a": {"x": 1}, "b": {"x": 1}}),
    meant(
        "a: &a {x: 1}\nb: &b {y: 2}\nc: {<<: [*a, *b]}\n",
        {"a": {"x": 1}, "b": {"y": 2}, "c": {"x": 1, "y": 2}},
    ),
    refused("a: &a {x: 1}\nb: {<<: *a, <<: *a}\n", "Y004 2:13-15", "write `<<: [*one, *two]`"),
    refused("a: !!python/object:x.y {}\n", "Y010 1:4-23", 'write  a: "!!python/object:x.y {}"'),
    refused(
        "a: [!!python/object/apply:os.system [x]]\n",
        "Y010 1:5-36",
        'write  a: ["!!python/object/apply:os.system [x]"]',
    ),
    refused("a: !ref x\n", "Y010 1:4-8", 'write  a: "!ref x"'),
    meant("\ufeffa: 1\n", {"a": 1}),
    meant("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
    refused("a: 1\n---\nb: 2\n", "Y011 2:1-4", "remove `---`, or move what follows into a file of its own"),
    refused(
        "a: *x\n", "Y008 1:4-6", 'if it is text, quote it: "*x"; else put `&x` before the value to repeat'
    ),
    refused(
        "a:\n    b: 1\n  c: 2\n",
        "Y022 3:3-7",
        "give the keys of one mapping, and the items of one list, the same number of spaces",
    ),
    refused("a: b\n\x85c: d\n", "Y014 2:1-2", "remove it, or write a plain line break"),
]
"""Those that were tried in other tools first."""

BEYOND = [
    # tags and templates, further
    refused("a: {% raw %}\n", "Y003 1:4-6", 'write  a: "{% raw %}"'),
    refused("prompt: {x} hello\n", "Y006 1:9-10", 'write  prompt: "{x} hello"'),
    refused("prompt: [INT] a room\n", "Y006 1:9-10", 'write  prompt: "[INT] a room"'),
    meant("prompt: (INT) a room\n", {"prompt": "(INT) a room"}),
    refused(
        in_scene("prompt: [INT. ROOM]"),
        "S002 4:13-24",
        'write  prompt: "[INT. ROOM]"  if this is the text itself',
    ),
    meant("a: a@b.com\n", {"a": "a@b.com"}),
    meant("a: 100% {{ x }}\n", {"a": "100% {{ x }}"}),
    meant(
        "a: |\n  @mei: {{ x }}, {% y %} {# z #} *a* & 'b' \"c\" - ? #3 9:16 no\n",
        {"a": "@mei: {{ x }}, {% y %} {# z #} *a* & 'b' \"c\" - ? #3 9:16 no\n"},
    ),
    # colons
    refused("a:1\n", "Y026 1:2-3", "write  a: 1"),
    refused("a:\n  b:1\n  c: 2\n", "Y026 2:4-5", "write  b: 1"),
    refused("a: x\nb:1\nc: 2\n", "Y026 2:2-3", "write  b: 1"),
    refused(at_top("scenes:\n  - id:river"), "Y026 3:7-8", "write  - id: river"),
    refused(at_top("scenes:\n  id:river"), "Y026 3:5-6", "write  id: river"),
    refused(in_scene("trim:\n      in:1\n      out:2"), "Y026 5:9-10", "write  in: 1"),
    refused("x: {b:1}\n", "Y026 1:6-7", "write  x: {b: 1}"),
    refused("x: {b:1, c: 2}\n", "Y026 1:6-7", "write  x: {b: 1, c: 2}"),
    refused("x: {b:}\n", "Y026 1:6-7", "write  x: {b: }"),
    refused("x: {<<:}\n", "Y026 1:7-8", "write  x: {<<: }"),
    meant('x: {"b":1}\n', {"x": {"b": 1}}),
    meant("x: [b:1]\n", {"x": ["b:1"]}),
    meant("url: https://x.y/z\n", {"url": "https://x.y/z"}),
    meant("a: b:c\n", {"a": "b:c"}),
    refused("a: b: c\n", "Y005 1:4-6", 'write  a: "b: c"'),
    refused("a: b:\n", "Y005 1:4-6", 'write  a: "b:"'),
    meant("a: b :c\n", {"a": "b :c"}),
    refused("a: x\nb :c\nd: e\n", "Y026 2:3-4", "write  b : c"),
    refused("a:: b\n", "Y024 1:2-3", "write  a: b"),
    refused(
        "a: x\nb\nc: 2\n",
        "Y026 2:1-2",
        "write `key: value`; indent it further if it belongs to the text above",
    ),
    refused(
        "a\nb: 1\n", "Y026 1:1-2", "write `key: value`; indent it further if it belongs to the text above"
    ),
    refused(
        "a: 1\n=b\n", "Y026 2:1-3", "write `key: value`; indent it further if it belongs to the text above"
    ),
    refused(": x\n", "Y024 1:1-2", "write `key: value`"),
    refused("a:\n: b\n", "Y024 2:1-2", "write `key: value`"),
    refused("{: x}\n", "Y024 1:2-3", "write `key: value`"),
    refused("title: Ep 1: The Return\n", "Y005 1:8-13", 'write  title: "Ep 1: The Return"'),
    refused(
        "a: [{who: mei, line: No: never}]\n", "Y005 1:22-25", 'write  a: [{who: mei, line: "No: never"}]'
    ),
    refused(
        "prompt: Rain.\n  She waits: alone.\n",
        "Y005 2:3-13",
        "put the text in a block: `|` after its key, the text below it, indented",
    ),
    refused(
        "prompt:\n  Rain on glass.\n  She waits: alone.\n",
        "Y005 3:3-13",
        "put the text in a block: `|` after its key, the text below it, indented",
    ),
    refused(
        "prompt: Mei: go\n  home now\n",
        "Y005 1:9-13",
        "put the text in a block:  prompt: |  and the text below, indented",
    ),
    refused("storyboard:1\ntitle: x\n", "Y026 1:11-12", "write  storyboard: 1"),
    # dashes, stars and numbers of lists
    meant("- - a\n", [["a"]]),
    meant("- -a\n", ["-a"]),
    meant("a: -b\n", {"a": "-b"}),
    meant("a: --- b\n", {"a": "--- b"}),
    refused("a: -\n", "Y006 1:4-5", 'write  a: "-"'),
    refused("a:\n-b: 1\n", "Y026 2:1-2", "write  - b: 1"),
    refused(
        "a: x\n---y\n", "Y026 2:1-5", "write `key: value`; indent it further if it belongs to the text above"
    ),
    refused(at_top("scenes:\n  -id: river"), "Y026 3:3-4", "write  - id: river"),
    refused(in_scene("labels:\n      -night\n      -rain"), "Y026 5:7-8", "write  - night"),
    refused(in_scene("labels:\n      – night"), "Y028 5:7-8", "write  - night"),
    refused(in_scene("labels:\n      • night"), "Y028 5:7-8", "write  - night"),
    refused("* a\n* b\n", "Y006 1:1-2", 'write  "* a"'),
    meant("a:\n- b\n", {"a": ["b"]}),
    refused(
        "a:\n - b\n- c\n",
        "Y022 3:1-4",
        "give the keys of one mapping, and the items of one list, the same number of spaces",
    ),
    refused(
        "a: 1\n- b\n",
        "Y022 2:1-4",
        "give the keys of one mapping, and the items of one list, the same number of spaces",
    ),
    refused(
        "- a\nb: 1\n",
        "Y022 2:1-5",
        "give the keys of one mapping, and the items of one list, the same number of spaces",
    ),
    # signs at the start, further
    refused("prompt: **bold** go\n", "Y006 1:9-10", 'write  prompt: "**bold** go"'),
    refused(
        "prompt: *x, y\n",
        "Y008 1:9-11",
        'if it is text, quote it: "*x"; else put `&x` before the value to repeat',
    ),
    refused("prompt: &co, later\n", "Y006 1:9-10", 'write  prompt: "&co, later"'),
    refused("prompt: &a &b x\n", "Y006 1:9-10", 'write  prompt: "&a &b x"'),
    refused("prompt: &co\n", "Y006 1:9-10", 'write  prompt: "&co"'),
    refused("prompt: ! wait\n", "Y010 1:9-10", 'write  prompt: "! wait"'),
    refused("prompt: !! wait\n", "Y006 1:9-10", 'write  prompt: "!! wait"'),
    refused("prompt: !a!b c\n", "Y006 1:9-10", 'write  prompt: "!a!b c"'),
    meant("prompt: Stop! x\n", {"prompt": "Stop! x"}),
    meant("prompt: ?why\n", {"prompt": "?why"}),
    meant("prompt: 5% off\n", {"prompt": "5% off"}),
    refused("prompt: |2 hello\n", "Y006 1:9-10", 'write  prompt: "|2 hello"'),
    refused("prompt: >hello\n", "Y006 1:9-10", 'write  prompt: ">hello"'),
    refused(
        "prompt: ||\n  y\n",
        "Y006 1:9-10",
        "put the text in a block:  prompt: |  and the text below, indented",
    ),
    meant("prompt: b |\n  x\n", {"prompt": "b | x"}),
    refused("%FOO\n---\na: 1\n", "Y006 1:1-2", 'write  "%FOO"'),
    meant("%YAML 1.2\n---\na: no\n", {"a": "no"}),
    meant("%YAML 1.1\n---\na: no\n", {"a": "no"}),
    meant("%TAG ! x\n---\na: 1\n", {"a": 1}),
    # texts below a key
    refused(
        "a: |\n  x\n y\n",
        "Y022 3:2-3",
        "give every line of the text, and a `#` line in it, at least the spaces of its first",
    ),
    refused("a: |\nx\n", "Y022 2:1-2", "indent it, as in    x"),
    refused(
        "a: |\n    x\n  y\n",
        "Y022 3:3-4",
        "give every line of the text, and a `#` line in it, at least the spaces of its first",
    ),
    refused(
        "a: |\n     \n  x\n",
        "Y022 3:3-4",
        "remove the spaces from the empty line above: it has more of them than the text",
    ),
    refused("a: |9\n  y\n", "Y022 2:3-4", "remove the number after `|`"),
    refused(
        "a: |\n  x\n# c\n  y\n",
        "Y022 4:3-4",
        "give every line of the text, and a `#` line in it, at least the spaces of its first",
    ),
    refused("a: |\n  x\n\ty\n", "Y001 3:1-2", "write    y"),
    meant("a: |\n", {"a": ""}),
    meant("a: |\n\n\n  x\n", {"a": "\n\nx\n"}),
    meant("a: >-\n  x\n\n  y\n", {"a": "x\ny"}),
    meant("a: |+\n  x\n\n", {"a": "x\n\n"}),
    meant("a: | # note\n  y\n", {"a": "y\n"}),
    meant("a: |\n  x\nb: 1\n", {"a": "x\n", "b": 1}),
    refused(
        "prompt: Rain\nglass\n",
        "Y026 2:1-6",
        "write `key: value`; indent it further if it belongs to the text above",
    ),
    refused(
        "prompt: Rain\n  # no\n  glass\n",
        "Y101 2:3-7",
        "put the text in a block: `|` after the key, the text below it, indented",
    ),
    refused(
        "prompt: Rain #3\n  glass\n",
        "Y101 1:14-16",
        "put the text in a block: `|` after the key, the text below it, indented",
    ),
    meant("prompt: Rain\n\n  glass\n", {"prompt": "Rain\nglass"}),
    meant("prompt: Rain\n  - on glass\n", {"prompt": "Rain - on glass"}),
    # indentation
    refused(
        "a: 1\n  b: 2\n",
        "Y022 2:3-7",
        "give the keys of one mapping, and the items of one list, the same number of spaces",
    ),
    refused(
        "a:\n  b: 1\n   c: 2\n",
        "Y022 3:4-8",
        "give the keys of one mapping, and the items of one list, the same number of spaces",
    ),
    refused(
        "a:\n  - x\n  b: 1\n",
        "Y022 3:3-7",
        "give the keys of one mapping, and the items of one list, the same number of spaces",
    ),
    refused(
        "a:\n  - b: 1\n     c: 2\n",
        "Y022 3:6-10",
        "give the keys of one mapping, and the items of one list, the same number of spaces",
    ),
    refused(
        " a: 1\nb: 2\n",
        "Y022 2:1-5",
        "give the keys of one mapping, and the items of one list, the same number of spaces",
    ),
    refused(
        "a: [1]\n  - b\n",
        "Y022 2:3-6",
        "give the keys of one mapping, and the items of one list, the same number of spaces",
    ),
    # quotes, further
    refused('a: "x\nb: "y"\n', "Y020 1:4-5", 'close the text with "'),
    refused('- "a\n- "b\n', "Y020 1:3-4", 'close the text with "'),
    refused('a: ["x, y]\nb: 1\n', "Y020 1:5-6", 'close the text with "'),
    refused("a: 'x\n\nb: y\n", "Y020 1:4-5", "close the text with '"),
    refused('"a: x\n', "Y020 1:1-2", 'close the text with "'),
    refused('"a" x: 1\n', "Y007 1:5-9", "quote the whole of it"),
    refused("a: 'x' 'y'\n", "Y007 1:8-11", "write  a: \"'x' 'y'\""),
    refused('a: """x"""\n', "Y007 1:6-11", 'write  a: \'"""x"""\''),
    meant("a: '''x'''\n", {"a": "'x'"}),
    meant("a: 'it''s'\n", {"a": "it's"}),
    refused("prompt: 'it's\n", "Y007 1:13-14", "write  prompt: \"'it's\""),
    refused('a: "\\q"\n', "Y027 1:5-7", 'write  a: "\\\\q"'),
    refused('a: "C:\\Users"\n', "Y027 1:7-9", 'write  a: "C:\\\\Users"'),
    refused('a: "\\u12"\n', "Y027 1:5-9", 'write  a: "\\\\u12"'),
    refused('a: "\\ud83d\\ude00"\n', "Y027 1:5-11", 'write  a: "\\\\ud83d\\ude00"'),
    meant("a: 'C:\\Users'\n", {"a": "C:\\Users"}),
    meant("a: C:\\Users\n", {"a": "C:\\Users"}),
    meant('a: "x # y"\n', {"a": "x # y"}),
    warned('prompt: "x"#3\n', {"prompt": "x"}, "Y101 1:12-14", "write  prompt: '\"x\"#3'"),
    meant('a: "x\n  y"\n', {"a": "x y"}),
    refused('a: "x\n---\ny"\n', "Y020 1:4-5", 'close the text with "'),
    meant('a: "\\u202e"\n', {"a": "\u202e"}),
    # brackets and commas
    refused("a: [1, 2\nb: 1\n", "Y021 1:4-5", "close it with `]`"),
    refused("a: {b: 1\nc: 2\n", "Y021 1:4-5", "close it with `}`"),
    refused("a: [1]]\n", "Y021 1:7-8", "remove it, or open the bracket before it"),
    refused("a: {b: [1, 2}\n", "Y021 1:8-9", "close it with `]`"),
    refused("a: x\n]\n", "Y021 2:1-2", "remove it, or open the bracket before it"),
    refused("a: [1,,2]\n", "Y031 1:7-8", "remove it, or write what is missing"),
    refused("a: [,]\n", "Y031 1:5-6", "remove it, or write what is missing"),
    meant("a: [a, b,]\n", {"a": ["a", "b"]}),
    warned("a: {b: c,&d}\n", {"a": {"b": "c,&d"}}, "Y104 1:8-12", 'write  a: {b: "c,&d"}'),
    refused("a: {b\r c:d}\n", "Y024 1:5-6", "write `key: value` on one line"),
    refused("a: {b\n\n\xa0c: d}\n", "Y024 1:5-6", "write `key: value` on one line"),
    refused("a: {b\n c: d}\n", "Y021 1:4-5", "close it with `}`"),
    warned(
        "a: {b: 27, hair up, c: 1}\n",
        {"a": {"b": "27, hair up", "c": 1}},
        "Y104 1:8-19",
        'write  a: {b: "27, hair up", c: 1}',
    ),
    warned(
        "a: {who: mei, line: Three months, not a day more.}\n",
        {"a": {"who": "mei", "line": "Three months, not a day more."}},
        "Y104 1:21-50",
        'write  a: {who: mei, line: "Three months, not a day more."}',
    ),
    warned(
        "a: {b: three,\n  four}\n", {"a": {"b": "three, four"}}, "Y104 1:8-14", "put the whole text in quotes"
    ),
    refused("a: {b}: c\n", "Y005 1:4-8", 'write  a: "{b}: c"'),
    refused("[a]: b\n", "Y024 1:1-2", "write `key: value`, with no bracket and no `*` before it"),
    refused("{a, [b]: c}\n", "Y024 1:5-6", "write `key: value`, with no bracket and no `*` before it"),
    refused("? [a]\n: b\n", "Y024 1:3-4", "write `key: value`, with no bracket and no `*` before it"),
    meant("? a\n: b\n", {"a": "b"}),
    meant("a: 1,000\n", {"a": "1,000"}),
    # comments, further
    refused("a: [#a, b]\n", "Y101 1:5-8", 'write  a: ["#a", b]'),
    refused("a: [x #3, y]\n", "Y101 1:7-10", 'write  a: ["x #3", y]'),
    refused("- {who: mei, line: We're #1!}\n", "Y101 1:26-30", 'write  - {who: mei, line: "We\'re #1!"}'),
    warned("a: Take #3\n", {"a": "Take"}, "Y101 1:9-11", 'write  a: "Take #3"'),
    warned("- Take #3\n", ["Take"], "Y101 1:8-10", 'write  - "Take #3"'),
    warned("a: {b: x #3\n}\n", {"a": {"b": "x"}}, "Y101 1:10-12", 'write  a: {b: "x #3"'),
    warned("a: x #{{ y }}\n", {"a": "x"}, "Y101 1:6-9", 'write  a: "x #{{ y }}"'),
    warned("prompt: rain #night\n", {"prompt": "rain"}, "Y101 1:14-20", 'write  prompt: "rain #night"'),
    meant("a: x # y\n", {"a": "x"}),
    meant("a: skyreels-v4 #draft\n", {"a": "skyreels-v4"}),
    meant("a: 8 #seconds\n", {"a": 8}),
    meant("a: [1, 2] # c\n", {"a": [1, 2]}),
    refused(
        "#a: 1\n", "Y019 1:1-1", "write something into it, or remove it; `storyboard init` makes an example"
    ),
    refused(
        "prompt: neon\n  sign #3 glows\n  more\n",
        "Y101 2:8-10",
        "put the text in a block: `|` after the key, the text below it, indented",
    ),
    # anchors and merging, further
    meant("a: &x {b: 1}\n", {"a": {"b": 1}}),
    meant("a: &x y\nb: *x\n", {"a": "y", "b": "y"}),
    warned("a: &x y #3\nb: *x\n", {"a": "y", "b": "y"}, "Y101 1:9-11", 'write  a: &x "y #3"'),
    warned("&a b: c\n", {"b": "c"}, "Y103 1:1-3", "write  b: c"),
    refused("*a : c\n", "Y024 1:1-3", "write `key: value`, with no bracket and no `*` before it"),
    refused("a: &a [*a]\n", "Y009 1:8-10", "write the value out"),
    refused("a: &a {<<: *a}\n", "Y009 1:12-14", "write the value out"),
    refused(
        "b: *x\na: &x 1\n",
        "Y008 1:4-6",
        'if it is text, quote it: "*x"; else put `&x` before the value to repeat',
    ),
    meant("a: &x 1\nb: &x 2\nc: *x\n", {"a": 1, "b": 2, "c": 2}),
    meant("a: &x {b: 1}\nc: {<<: [*x, *x]}\n", {"a": {"b": 1}, "c": {"b": 1}}),
    refused("b: {<<: 3}\n", "Y023 1:9-10", "write `<<: *name`, where `&name` stands before a mapping"),
    refused("b: {<<: []}\n", "Y023 1:9-11", "write `<<: *name`, where `&name` stands before a mapping"),
    meant("<<: {a: 1}\n", {"a": 1}),
    meant('"<<": 1\n', {"<<": 1}),
    meant("a: &x\n  b: 1\nc:\n  <<: *x\n  b: 2\n", {"a": {"b": 1}, "c": {"b": 2}}),
    # numbers and words, further
    meant("a: 0x1F\n", {"a": 31}),
    meant("a: 1_000\n", {"a": "1_000"}),
    meant("a: .5\n", {"a": 0.5}),
    meant("a: 5.\n", {"a": 5.0}),
    meant("a: +3\n", {"a": 3}),
    meant("a: 1.2.3\n", {"a": "1.2.3"}),
    refused(
        "a: .inf\n",
        "Y025 1:4-8",
        "whole numbers go from -18446744073709551616 to 18446744073709551616; put it in quotes if it is text",
    ),
    refused(
        "a: -.INF\n",
        "Y025 1:4-9",
        "whole numbers go from -18446744073709551616 to 18446744073709551616; put it in quotes if it is text",
    ),
    refused(
        "a: .nan\n",
        "Y025 1:4-8",
        "whole numbers go from -18446744073709551616 to 18446744073709551616; put it in quotes if it is text",
    ),
    meant("a: inf\n", {"a": "inf"}),
    meant("a: nan\n", {"a": "nan"}),
    refused(
        "a: 1e999\n",
        "Y025 1:4-9",
        "whole numbers go from -18446744073709551616 to 18446744073709551616; put it in quotes if it is text",
    ),
    refused(
        "a: 99999999999999999999999\n",
        "Y025 1:4-27",
        "whole numbers go from -18446744073709551616 to 18446744073709551616; put it in quotes if it is text",
    ),
    meant("a: True\n", {"a": True}),
    meant("a: TRUE\n", {"a": True}),
    meant("a: tRUE\n", {"a": "tRUE"}),
    meant("a: y\n", {"a": "y"}),
    meant("a: ON\n", {"a": "ON"}),
    meant("a: none\n", {"a": "none"}),
    meant("a: None\n", {"a": "None"}),
    meant("a: 3.0\n", {"a": 3.0}),
    refused(at_top("title: 007\nscenes: [{id: a}]"), "S002 2:8-11", 'write  title: "007"'),
    refused(at_top("title: true\nscenes: [{id: a}]"), "S002 2:8-12", 'write  title: "true"'),
    refused(in_scene("duration: 8s"), "S002 4:15-17", "write  duration: 8"),
    refused(in_scene('duration: "8"'), "S002 4:15-18", "remove the quotes: duration: 8"),
    refused(in_scene("audio: 'true'"), "S002 4:12-18", "write  audio: true"),
    refused(in_scene("takes: 2.5"), "S002 4:12-15", "write  takes: 2  or  takes: 3"),
    refused(in_scene("prompt: 42"), "S002 4:13-15", 'write  prompt: "42"'),
    refused(in_scene("prompt:"), "S002 4:5-11", "write the text after the colon, or remove the key"),
    refused(in_scene("labels: night"), "S002 4:13-18", "write  labels: [night]"),
    # signs of Chinese, Japanese and Korean keyboards
    refused("prompt：雨\n", "Y028 1:7-8", "write  prompt: 雨"),
    refused("a: x\nprompt： 雨\nb: y\n", "Y028 2:7-8", "write  prompt: 雨"),
    refused("- who：mei\n  line: x\n", "Y028 1:6-7", "write  - who: mei"),
    refused("a: {who：mei}\n", "Y028 1:8-9", "write  a: {who: mei}"),
    refused(at_top("scenes:\n  - id：river"), "Y028 3:7-8", "write  - id: river"),
    refused(in_scene("with:\n      who：mei"), "Y028 5:10-11", "write  who: mei"),
    refused("a: x\nb∶ y\nc: z\n", "Y028 2:2-3", "write  b: y"),
    refused("a: x\nprompt:\u3000雨\nb: 1\n", "Y029 2:8-9", "write  prompt: 雨"),
    refused(in_scene("with:\n      who:\u3000mei"), "Y029 5:11-12", "write  who: mei"),
    refused("a:\xa0x\nb: 1\n", "Y029 1:3-4", "write  a: x"),
    refused("a: 1\nb:\u2003x\nc: 1\n", "Y029 2:3-4", "write  b: x"),
    refused("a:\n\u2003b: 1\nc: 2\n", "Y029 2:1-2", "indent it with 1 plain space: `b: 1`"),
    refused("\u3000a: 1\n", "Y029 1:1-2", "indent it with 2 plain spaces: `a: 1`"),
    refused("prompt\xa0: x\n", "Y029 1:7-8", "write  prompt : x"),
    meant("a: \u3000x\n", {"a": "\u3000x"}),
    meant("a: 雨：夜，月、\u3000“風”（空）！？～\n", {"a": "雨：夜，月、\u3000“風”（空）！？～"}),
    meant("a: {line: 三个月，一天不多}\n", {"a": {"line": "三个月，一天不多"}}),
    refused("a: {b: 1，c: 2}\n", "Y028 1:9-10", "write  a: {b: 1, c: 2}"),
    refused("a: ｛b: 1｝\n", "Y028 1:4-5", "write `{`, and so where it closes"),
    meant("a: ［x, y］\n", {"a": "［x, y］"}),
    refused(in_scene("labels: ［x, y］"), "S002 4:13-19", "write  labels: [［x, y］]"),
    refused("a: “x, y: z”\n", "Y005 1:4-10", 'write  a: "“x, y: z”"'),
    meant("a: ＂x＂\n", {"a": "＂x＂"}),
    meant("a: ‘it’s’\n", {"a": "‘it’s’"}),
    warned("a: 「雨」 #3\n", {"a": "「雨」"}, "Y101 1:8-10", 'write  a: "「雨」 #3"'),
    meant("a: ＃３\n", {"a": "＃３"}),
    meant("a: neon ＃3\n", {"a": "neon ＃3"}),
    meant("prompt: ＠someone\n", {"prompt": "＠someone"}),
    refused(in_scene("aspect: 9：16"), "S007 4:13-17", "write width and height, as in `9:16`"),
    refused(in_scene("aspect: １６:９"), "S007 4:13-17", "write width and height, as in `9:16`"),
    refused(in_scene("duration: ８"), "S002 4:15-16", "write  duration: 8"),
    refused(in_scene("audio: ｔｒｕｅ"), "S002 4:12-16", "write `true` or `false`"),
    refused(at_top("scenes:\n  － id: a"), "Y028 3:3-4", "write  - id: a"),
    refused(at_top("scenes:\n  － a"), "Y028 3:3-4", "write  - a"),
    meant("雨: x\n", {"雨": "x"}),
    meant("밤: x\n", {"밤": "x"}),
    # characters that are not seen, or seen as others
    refused("\u200ba: 1\n", "Y030 1:1-3", "write  a: 1"),
    refused("a\xad: x\n", "Y030 1:1-3", "write  a: x"),
    refused("prompt\ufe0f: x\n", "Y030 1:1-8", "write  prompt: x"),
    refused("a\u3164: x\n", "Y030 1:1-3", "write  a: x"),
    refused("a\u200d: x\n", "Y030 1:1-3", "write  a: x"),
    refused("a:\u200b x\nb: 1\n", "Y030 1:2-4", "write  a: x"),
    meant("a: x\u200by\n", {"a": "x\u200by"}),
    meant("a: 👨\u200d👩\u200d👧\n", {"a": "👨\u200d👩\u200d👧"}),
    meant("a: שלום\u200f!\n", {"a": "שלום\u200f!"}),
    refused(
        "a\u202e: x\n",
        "Y013 1:2-3",
        'remove it; a text that needs it goes between double quotes, as "\\u202e"',
    ),
    refused(
        "a: \u202etxt\n",
        "Y013 1:4-5",
        'remove it; a text that needs it goes between double quotes, as "\\u202e"',
    ),
    refused(
        "a: \u2066x\n",
        "Y013 1:4-5",
        'remove it; a text that needs it goes between double quotes, as "\\u2066"',
    ),
    refused("a: \ufeffx\n", "Y013 1:4-5", "remove it; it is not seen in most editors"),
    refused("\ufeff\ufeffa: 1\n", "Y013 1:1-2", "remove it; it is not seen in most editors"),
    refused(in_scene("рrompt: x"), "S001 4:5-11", "write  prompt: x"),
    refused(in_scene("ｐrompt: x"), "S001 4:5-11", "write  prompt: x"),
    refused(in_scene("Prompt: x"), "S001 4:5-11", "write  prompt: x"),
    refused(in_scene("duration: 8\u200b"), "S002 4:15-17", "write  duration: 8"),
    meant("a: e\u0301\n", {"a": "e\u0301"}),
    meant("a: \ufffd\n", {"a": "\ufffd"}),
    # line breaks and control characters
    meant("a: 1\rb: 2\r", {"a": 1, "b": 2}),
    refused("a: x\u2028y\n", "Y014 1:5-6", "remove it, or write a plain line break"),
    refused("a: x\u2029y\n", "Y014 1:5-6", "remove it, or write a plain line break"),
    refused("a: x\x85y\n", "Y014 1:5-6", "remove it, or write a plain line break"),
    refused("a: x\x00\n", "Y013 1:5-6", "remove it; it is not seen in most editors"),
    refused("a: \x1b[2J\n", "Y013 1:4-5", "remove it; it is not seen in most editors"),
    refused("a: \x7f\n", "Y013 1:4-5", "remove it; it is not seen in most editors"),
    refused("a: x\x0cy\n", "Y013 1:5-6", "remove it; it is not seen in most editors"),
    refused("a: 1\n\x1a", "Y013 2:1-2", "remove it; it is not seen in most editors"),
    refused("a: \ud800\n", "Y013 1:4-5", "remove it; it is not seen in most editors"),
    refused("a: \ufffe\n", "Y013 1:4-5", "remove it; it is not seen in most editors"),
    meant("a:\t1\n", {"a": 1}),
    meant("a: 1\t\n", {"a": 1}),
    refused("- a\n-\tb\n", "Y001 2:2-3", "write  - b"),
    refused("a:\n  b: 1\n\tc: 2\n", "Y001 3:1-2", "write    c: 2"),
    meant('a: "x\n\ty"\n', {"a": "x y"}),
    refused("a: |\n\ttext\n", "Y001 2:1-2", "write    text"),
    # bytes
    refused(b"a: \xe9\n", "Y012 1:4-5", "save the file as UTF-8"),
    refused(b"\xc3\xa9: x\nb: \xe9\n", "Y012 2:4-5", "save the file as UTF-8"),
    refused(b"a: \xc0\xaf\n", "Y012 1:4-5", "save the file as UTF-8"),
    refused(b"a: \xed\xa0\x80\n", "Y012 1:4-5", "save the file as UTF-8"),
    refused(b"a: \xf4\x90\x80\x80\n", "Y012 1:4-5", "save the file as UTF-8"),
    meant(b"\xef\xbb\xbfa: 1\n", {"a": 1}),
    refused(b"\xff\xfea\x00:\x00 \x001\x00\n\x00", "Y012 1:1-1", "save the file as UTF-8"),
    refused(b"\x00a\x00:\x00 \x001\x00\n", "Y012 1:1-1", "save the file as UTF-8"),
    refused(b"a\x00:\x00 \x001\x00\n\x00", "Y012 1:1-1", "save the file as UTF-8"),
    refused(
        b"\xff\xfe\x00\x00a\x00\x00\x00:\x00\x00\x00 \x00\x00\x001\x00\x00\x00\n\x00\x00\x00",
        "Y012 1:1-1",
        "save the file as UTF-8",
    ),
    refused(
        b"\x00\x00\x00a\x00\x00\x00:\x00\x00\x00 \x00\x00\x001\x00\x00\x00\n",
        "Y012 1:1-1",
        "save the file as UTF-8",
    ),
    refused(b"a: \xd3\xea\n", "Y012 1:4-5", "save the file as UTF-8"),
    refused(b"a: \x89J\n", "Y012 1:4-5", "save the file as UTF-8"),
    refused(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "Y012 1:1-2", "save the file as UTF-8"),
    # documents and roots
    refused("", "Y019 1:1-1", "write something into it, or remove it; `storyboard init` makes an example"),
    refused(
        "# nothing\n",
        "Y019 1:1-1",
        "write something into it, or remove it; `storyboard init` makes an example",
    ),
    refused(
        "null\n", "Y019 1:1-1", "write something into it, or remove it; `storyboard init` makes an example"
    ),
    refused(
        "---\n", "Y019 1:1-1", "write something into it, or remove it; `storyboard init` makes an example"
    ),
    refused("...\n", "Y011 1:1-4", "remove `...`"),
    refused("a: 1\n---\n", "Y011 2:1-4", "remove `---`, or move what follows into a file of its own"),
    meant("a: 1\n...\n", {"a": 1}),
    refused("a: 1\n...\nb: 2\n", "Y011 2:1-4", "remove `...`"),
    refused("---\n---\na: 1\n", "Y011 2:1-4", "remove `---`, or move what follows into a file of its own"),
    meant("---\na: 1\n", {"a": 1}),
    refused(
        "a: |\n  x\n---\nb: 1\n", "Y011 3:1-4", "remove `---`, or move what follows into a file of its own"
    ),
    refused("--- !x\na: 1\n", "Y010 1:5-7", 'write  --- "!x"'),
    refused("!!map {a: 1}\n", "Y010 1:1-6", 'write  "!!map {a: 1}"'),
    refused("a: !!str 1\n", "Y010 1:4-9", 'write  a: "!!str 1"'),
    refused("a: !!binary x\n", "Y010 1:4-12", 'write  a: "!!binary x"'),
    refused("a: !<tag:x> y\n", "Y010 1:4-12", 'write  a: "!<tag:x> y"'),
    refused("a: !\n", "Y010 1:4-5", 'write  a: "!"'),
]
"""More of their kind."""
