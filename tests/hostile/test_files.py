"""No path of a stranger leads out of the project, and no file in it is more than data: each ends in a coded
message, with nothing outside read, sent or run."""

from __future__ import annotations

import io
import json
import os
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from tests.hostile.judging import CPU_LIMIT_S, Judged, validate

POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX files")
SECRET = "the secret of somebody else"
STORY = """\
storyboard: 1
title: Lantern
defaults: {{model: skyreels-v4, resolution: 720p, aspect: 9:16}}
{top}
scenes:
  - id: a
    {scene}
"""
PLACES = {
    "a keyframe": ("", "keyframes: [{path}]\n    prompt: x"),
    "a reference": ("references: {{mei: {path}}}", "prompt: '@mei waits'"),
    "a clip": ("", "clip: {path}"),
    "a library": ("use: [{path}]", "prompt: x"),
}


@dataclass(frozen=True, slots=True)
class Trap:
    """written: the path, as YAML. code: how the message's begins. lay: puts there what it leads to."""

    written: str
    code: str | tuple[str, ...]
    lay: Callable[[Path], None] = lambda project: None


def _file(name: str, content: bytes) -> Callable[[Path], None]:
    def lay(project: Path) -> None:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_bytes(content)

    return lay


def _link(name: str, target: str) -> Callable[[Path], None]:
    return lambda project: (project / name).symlink_to(target)


def _hard_link(project: Path) -> None:
    (project / "hard").hardlink_to(project.parent / "secret.txt")


def _pipe(project: Path) -> None:
    os.mkfifo(project / "pipe")


def _huge(project: Path) -> None:
    with (project / "huge").open("wb") as file:
        file.truncate(60_000_000)


EVERYWHERE = {
    "a way up": Trap("../secret.txt", "F003"),
    "a long way up": Trap("a/b/../../../../../../../../../../etc/passwd", "F003"),
    "a way up and back": Trap("../project/../secret.txt", "F003"),
    "an absolute path": Trap("/etc/passwd", "F003"),
    "the environment of the process": Trap("/proc/self/environ", "F003"),
    "an endless device": Trap("/dev/zero", "F003"),
    "a drive": Trap("'C:/Windows/win.ini'", "F003"),
    "a share": Trap("'\\\\\\\\server\\share\\x'", "F003"),
    "a backslash": Trap("'..\\secret.txt'", "F003"),
    "a NUL": Trap('"cast\\0.png"', "F003"),
    "a NUL before the ending": Trap('"secret.txt\\0.png"', "F003"),
    "a long name": Trap("a" * 5_000, "F00"),
    "a deep path": Trap("a/" * 2_000 + "b", "F00"),
    "a folder": Trap("folder", "F002", lambda project: (project / "folder").mkdir()),
    "the project's folder": Trap(".", "F00"),
    "an LFS pointer": Trap(
        "big", "F005", _file("big", b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n")
    ),
    "a protocol": Trap("'file:///etc/passwd'", ("R008", "F001")),
    "a filter of a media library": Trap("'concat:secret.txt|secret.txt'", ("R008", "F001")),
    "an option": Trap("'-i'", "F00"),
    "a command": Trap("'|id'", "F00"),
    "nothing of the name": Trap("'%0A::error::x'", "F00"),
}
ON_POSIX = {
    "a link out": Trap("link", "F003", _link("link", "../secret.txt")),
    "a link inside": Trap("link", "F003", _link("link", "ep01.storyboard.yaml")),
    "a link to nothing": Trap("link", "F003", _link("link", "nowhere")),
    "a link to itself": Trap("link", "F003", _link("link", "link")),
    "a link to an endless device": Trap("link", "F003", _link("link", "/dev/zero")),
    "a link to the environment": Trap("link", "F003", _link("link", "/proc/self/environ")),
    "a folder that is a link": Trap("way/secret.txt", "F003", _link("way", "..")),
    "a hard link": Trap("hard", "F003", _hard_link),
    "a pipe": Trap("pipe", "F002", _pipe),
    "a huge file": Trap("huge", "F0", _huge),
}
CASES = [
    *(pytest.param(trap, id=name) for name, trap in EVERYWHERE.items()),
    *(pytest.param(trap, marks=POSIX, id=name) for name, trap in ON_POSIX.items()),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def judged(project: Path, top: str = "", scene: str = "prompt: x") -> Judged:
    (project / "ep01.storyboard.yaml").write_text(STORY.format(top=top, scene=scene), encoding="utf-8")
    return validate(project, "--json")


def codes(judged: Judged) -> list[str]:
    return [found["code"] for found in json.loads(judged.ended.stdout)["diagnostics"]]


def assert_harmless(judged: Judged) -> None:
    assert judged.ended.code in (0, 1), judged.ended.stderr
    assert judged.deeds == ()
    assert judged.cpu_s < CPU_LIMIT_S
    assert SECRET not in judged.ended.stdout + judged.ended.stderr


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("trap", CASES)
def test_a_path_that_leads_astray_ends_in_its_code(project: Path, trap: Trap, place: str) -> None:
    trap.lay(project)
    top, scene = (part.format(path=trap.written) for part in PLACES[place])

    ended = judged(project, top, scene)

    assert_harmless(ended)
    assert any(code.startswith(trap.code) for code in codes(ended)), ended.ended.stdout


@POSIX
@pytest.mark.parametrize("name", ["storyboard.toml", "ep01.review.yaml", "models"])
@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "hard link"])
def test_what_is_read_unasked_is_looked_at_as_well(project: Path, name: str, kind: str) -> None:
    lay: Mapping[str, Callable[[Path], None]] = {
        "link": lambda path: path.symlink_to("../secret.txt"),
        "pipe": os.mkfifo,
        "folder": Path.mkdir,
        "hard link": lambda path: path.hardlink_to(project.parent / "secret.txt"),
    }
    lay[kind](project / name)

    assert_harmless(judged(project))


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("storyboard.toml", f"x = {DEEP}"),
        ("storyboard.toml", "[a" + ".a" * 16_000 + "]\n"),
        ("storyboard.toml", "".join(f"k{n} = 1\n" for n in range(3_000))),
        ("storyboard.toml", "x" * 2_000_000),
        ("storyboard.toml", "x = " + "{a = " * 20_000),
        ("storyboard.toml", "\x00\x1b[2J"),
        ("models/kino.yaml", DEEP),
        ("models/kino.json", DEEP),
        ("models/kino.json", '{"input": ' * 20_000),
        ("ep01.review.yaml", DEEP),
        ("ep01.lock.yaml", DEEP),
    ],
    ids=range(11),
)
def test_a_file_beside_the_storyboard_may_be_a_bomb_too(project: Path, name: str, content: str) -> None:
    _file(name, content.encode())(project)

    ended = judged(project)

    assert_harmless(ended)
    assert "lock" in name or ended.ended.code == 1


def test_names_that_differ_in_case_alone_are_data(project: Path) -> None:
    """On some disks they are one file, on others two."""
    _file("cast/mei.png", _saved("PNG"))(project)
    _file("EP01.storyboard.yaml", STORY.format(top="", scene="prompt: x").encode())(project)
    two = "references: {mei: cast/mei.png, Mei: {description: x}}"

    ended = judged(project, two, "prompt: '@mei and @Mei'\n  - {id: A, prompt: x, keyframes: [CAST/MEI.PNG]}")

    assert_harmless(ended)
    assert [code for code in codes(ended) if code[0] not in "FM"] == []


# --- pictures and clips -------------------------------------------------------------------------------------


def _png(width: int, height: int, idat: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    more = b"".join(chunk(kind, content) for kind, content in chunks)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", idat) + chunk(b"IEND", b"")


def _saved(form: str, **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (720, 1280), "navy").save(file, form, **options)
    return file.getvalue()


ZEROS = zlib.compress(bytes(100_000_000), 9)
PICTURES = {
    "a picture that says it is vast": (_png(60_000, 60_000, ZEROS), "F011"),
    "a picture that unfolds beyond its size": (_png(720, 1280, ZEROS), None),
    "a text that unfolds": (_png(720, 1280, ZEROS, (b"zTXt", b"x\0\0" + ZEROS)), None),
    "a colour profile that unfolds": (_png(720, 1280, ZEROS, (b"iCCP", b"x\0\0" + ZEROS)), None),
    "a picture without an end": (_saved("PNG")[:-40], "F012"),
    "a picture and an archive in one": (_saved("PNG") + b"PK\x03\x04" + b"x" * 100, None),
    "a picture and a page in one": (_saved("JPEG", comment=b"<script>alert(1)</script>"), None),
    "a drawing that loads others": (b'<svg xmlns="x"><image href="file:///etc/passwd"/></svg>', "F010"),
    "a program for a printer": (
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n",
        "F010",
    ),
    "a document": (b"%PDF-1.7\n", "F010"),
    "a page": (b"<html><script>", "F010"),
    "an animation": (_saved("GIF"), "F010"),
    "nothing": (b"", "F010"),
    "rubbish": (bytes(range(256)) * 50, "F010"),
}


@pytest.mark.parametrize(("content", "code"), PICTURES.values(), ids=PICTURES)
def test_a_picture_is_a_picture_or_ends_in_its_code(project: Path, content: bytes, code: str | None) -> None:
    _file("a.png", content)(project)

    ended = judged(project, scene="keyframes: [a.png]\n    prompt: x")

    assert_harmless(ended)
    assert code is None or codes(ended) == [code]


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on loopback, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()
        thread.join()


CLIPS = {
    "a playlist": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{url}/a.ts\n#EXTINF:1,\nfile://{pipe}\n#EXT-X-ENDLIST\n",
    "a list of files": "ffconcat version 1.0\nfile '{pipe}'\nfile '{url}/a.mp4'\n",
    "a description of streams": '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{url}/</BaseURL></MPD>',
    "a description of a session": "v=0\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    "a program": "#!/bin/sh\ncurl {url}/ran\n",
    "a page": "<meta http-equiv=refresh content='0;url={url}'>",
}


@POSIX
@pytest.mark.parametrize("content", CLIPS.values(), ids=CLIPS)
def test_a_clip_that_names_other_files_is_not_followed(
    project: Path, content: str, listener: tuple[str, list[str]]
) -> None:
    """Who opened the pipe would wait for ever: nobody writes into it."""
    url, asked = listener
    os.mkfifo(project.parent / "pipe")
    _file("a.mp4", content.format(url=url, pipe=project.parent / "pipe").encode())(project)

    ended = judged(project, scene="clip: a.mp4")

    assert_harmless(ended)
    assert codes(ended) == ["F020"]
    assert asked == []


@pytest.mark.parametrize(
    ("top", "scene"),
    [
        ("$schema: '{url}/schema.json'", "prompt: x"),
        ("", "keyframes: ['{url}/a.png']\n    prompt: x"),
        ("", "clip: '{url}/a.mp4'"),
        ("use: ['{url}/a.library.yaml']", "prompt: x"),
        ("references: {{mei: '{url}/mei.png'}}", "prompt: '@mei'"),
        ("", "prompt: '{{% include \"{url}/x\" %}}'"),
        ("", "prompt: x\n    params: {{webhook: '{url}/hook', $ref: '{url}/x'}}"),
    ],
)
def test_no_address_in_a_storyboard_is_asked(
    project: Path, top: str, scene: str, listener: tuple[str, list[str]]
) -> None:
    url, asked = listener

    ended = judged(project, top.format(url=url), scene.format(url=url))

    assert_harmless(ended)
    assert asked == []


# --- a model card of the project's own ----------------------------------------------------------------------

CARD = json.loads((Path(__file__).parents[2] / "schemas/models/skyreels-v1.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^(a+)+$"},
        {"anyOf": [{"type": "string", "pattern": "(a|a)*b"}]},
        {"type": "object", "patternProperties": {"^(a+)+$": {}}},
        {"$ref": "{url}/schema.json"},
        {"$ref": "file:///etc/passwd"},
        {"$ref": "#/properties/prompt"},
        {"$id": "{url}/", "$ref": "x.json"},
        {"$schema": "{url}/meta.json"},
        {"allOf": [{"$ref": "{url}/schema.json"}]},
        {"type": "string", "format": "regex", "contentMediaType": "text/html", "$ref": "{url}"},
    ],
    ids=json.dumps,
)
def test_the_schema_of_a_card_is_data(project: Path, schema: object, listener: tuple[str, list[str]]) -> None:
    url, asked = listener
    form = {**CARD, "name": "kino", "input": {**CARD["input"], "properties": {**CARD["input"]["properties"]}}}
    form["input"]["properties"]["prompt"] = json.loads(json.dumps(schema).replace("{url}", url))
    _file("models/kino.json", json.dumps(form).encode())(project)

    ended = judged(project, scene=f"model: kino\n    prompt: {'a' * 5_000}!")

    assert_harmless(ended)
    assert codes(ended)[0] in ("M031", "M007")
    assert asked == []
