"""No template of a stranger leaves its sandbox or keeps this program busy: each ends in a coded message."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.judging import CPU_LIMIT_S, Judged, validate
from tests.unit.test_templating import ESCAPES

CODES = {"T003", "T004", "T005", "T006", "T007", "T010", "S005"}
VARS = {
    "who": "mei",
    "shot_": {"id": "desk"},
    "names": ["a"],
    "takes": 2,
    "long": "x" * 60_000,
    "n": list(range(300)),
}

FURTHER = [
    # Published payloads beyond those of the sandbox's own test: SSTI lists and CVE reports, read 2026-11-21.
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ self.__init__.__globals__.__builtins__.__import__('os').popen('id').read() }}",
    "{{ request.application.__globals__.__builtins__.open('/etc/passwd').read() }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ url_for.__globals__['current_app'].config }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ ''['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "{{ dict.mro()[-1].__subclasses__() }}",
    "{% for c in [].__class__.__base__.__subclasses__() %}{{ c }}{% endfor %}",
    "{{ names.sort.__globals__ }}",
    "{{ 'a'.join.__self__.__class__ }}",
    "{{ (names|first).__class__ }}",
    "{{ names|map(attribute='__class__')|list }}",
    "{{ names|selectattr('__class__')|list }}",
    "{{ names|groupby('__class__') }}",
    "{{ names|sum(attribute='__class__') }}",
    "{{ who|string|format }}",
    "{{ '{0.__class__}'|format(who) }}",
    "{% set x = namespace(a=1) %}{% set x.a = 2 %}",
    "{{ joiner.__init__.__globals__ }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}{{ os.system('id') }}",
    "{{ environ }}{{ os }}{{ sys }}{{ open }}",
    "{% debug %}",
    "{% trans %}x{% endtrans %}",
    "{{ who is callable }}{{ who is filter }}",
]
BOMBS = [
    "{% for a in n %}{% for b in n %}x{% endfor %}{% endfor %}",
    "{% for a in range(1000000000) %}{% endfor %}",
    "{% for a in n %}" * 3 + "x" + "{% endfor %}" * 3,
    "{{ lipsum(n=100000) }}",
    "{{ 'A' * 2000000000 }}",
    "{{ 2 ** 99999999 }}",
    "{{ 'A'|center(2000000000) }}",
    "{{ '%2000000000d' % 1 }}",
    "{{ '%2000000000d'|format(1) }}",
    "{{ ('A' ~ 'B')|replace('A', 'AAAA')|replace('A', 'AAAA') }}",
    "{{ 'A'|indent(2000000000) }}",
    "{{ 'A'|wordwrap(1) }}",
    "{% set a = 'x' %}" + "{% set a = a ~ a %}" * 64 + "{{ a }}",
    "{{ " + " ~ ".join(["long"] * 64) + " }}",
    "{% for a in n %}{{ long }}{% endfor %}",
    "{{ n | join(long) }}",
    "{{ long" + "|upper" * 40 + " }}",
    "{{ " + "(" * 4_000 + "1" + ")" * 4_000 + " }}",
    "{{ " + "not " * 2_000 + "1 }}",
    "{{ 1" + " and 1" * 1_600 + " }}",
    "{% if n %}" * 400 + "{% endif %}" * 400,
    "{{ " + "9" * 5_000 + " }}",
    "{{ 1e999 }}",
    "{% raw %}" + "x" * 9_000,
    "{#" + "-" * 9_000,
    "{{" * 4_000,
    "{%-" * 3_000,
    "{{ names" + "[0]" * 3_000 + " }}",
    "{{ who" + ".a" * 4_000 + " }}",
]


def project(folder: Path, payloads: Sequence[str], *, as_template: bool) -> Path:
    for number, payload in enumerate(payloads):
        shot: dict[str, Any] = {"id": "a", "prompt": "rain" if as_template else payload}
        story: dict[str, Any] = {
            "storyboard": 1,
            "title": "Lantern",
            "defaults": {"model": "skyreels-v4", "resolution": "720p", "aspect": "9:16"},
            "vars": VARS,
            "scenes": [{**shot, **({"template": "t"} if as_template else {})}],
            **({"templates": {"t": "{{ prompt }} " + payload}} if as_template else {}),
        }
        (folder / f"ep{number:03}.storyboard.yaml").write_text(json.dumps(story), encoding="utf-8")
    return folder


def codes_by_file(judged: Judged) -> Mapping[str, set[str]]:
    told: dict[str, set[str]] = {}
    for found in json.loads(judged.ended.stdout)["diagnostics"]:
        if found["severity"] == "error":
            told.setdefault(found["path"], set()).add(found["code"])
    return told


@pytest.mark.parametrize("as_template", [False, True], ids=["in a prompt", "in a template"])
@pytest.mark.parametrize("payloads", [ESCAPES, FURTHER, BOMBS], ids=["escapes", "further escapes", "bombs"])
def test_no_template_does_more_than_place_values(
    tmp_path: Path, payloads: Sequence[str], as_template: bool
) -> None:
    project(tmp_path, payloads, as_template=as_template)

    judged = validate(tmp_path, "--json")

    told = codes_by_file(judged)
    assert judged.ended.code == 1
    assert judged.deeds == ()
    silent = [
        payload[:80]
        for n, payload in enumerate(payloads)
        if not told.get(f"ep{n:03}.storyboard.yaml", set()) & CODES
    ]
    assert silent == []


@pytest.mark.parametrize("payload", BOMBS, ids=lambda payload: payload[:40])
def test_a_bomb_ends_at_once(tmp_path: Path, payload: str) -> None:
    judged = validate(project(tmp_path, [payload], as_template=False))

    assert judged.ended.code == 1
    assert judged.cpu_s < CPU_LIMIT_S
