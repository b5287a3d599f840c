"""The page is one document: what a storyboard says is data in it, and its policy names its own script."""

from __future__ import annotations

import base64
import hashlib
import json
import re

from pipeline.model import ClipFacts, Note, ReviewLine, Trim
from pipeline.report.page import PictureView, Sheet, ShotView, TakeView, document, policy
from pipeline.report.page.contents import contents
from pipeline.report.page.document import in_script
from tests.unit.shots import HERE, line, shot

A = "a" * 64
HOSTILE = "</script><script>alert(1)</script><!--drawing-->"
FACTS = ClipFacts(A, 9, 54, 96, (24000, 1001), 24, 1.001, True)
TAKE = TakeView(
    clip_sha256=A,
    number=1,
    is_present=True,
    file=f"review/{A}.mp4",
    facts=FACTS,
    ends=(b"one", b"two"),
    words={
        "prompt": HOSTILE,
        "take": 1,
        "duration": 5,
        "audio": True,
        "keyframes": [{"image": {"$asset": A}, "frame": "first"}, {"image": {"$pixels": A}, "frame": "last"}],
    },
    model="skyreels-v4",
    provider="runware",
    ticket="t1",
    seed=7,
    cost_usd=1.25,
    made_at="2026-03-03T10:00:00.000Z",
)
SHOT = ShotView(
    shot=shot("a", trim=Trim(0.5, None, HERE), dialogue=(line(HOSTILE),)),
    takes=(TAKE,),
    counted=A,
    decisions=((1, "reuse", "nothing changed"),),
    cost_usd=None,
    words=None,
    request={"url": HOSTILE},
    pictures=(PictureView("first frame", HOSTILE, None), PictureView("@mei", "cast/mei.png", b"mei")),
    findings=(HOSTILE,),
)
SHEET = Sheet(
    title=HOSTILE,
    stem="ep01",
    storyboard="ep01.storyboard.yaml",
    project="0" * 16,
    realm="vendor",
    crossfade_s=0.0,
    shots=(SHOT,),
    findings=(),
    review={"a": ReviewLine("a", A, "approved", notes=(Note("n1", A, 3, HOSTILE, "<b>", None),))},
    sha256=None,
    drawing="<svg></svg>",
)


def scripts(text: str) -> list[tuple[str, str]]:
    return re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL)


def test_the_page_has_two_scripts_its_contents_and_its_own() -> None:
    text = document(SHEET, is_served=False)

    (kind, data), (_, own) = scripts(text)

    assert kind == ' type="application/json" id="contents"'
    assert json.loads(data) == contents(SHEET, is_served=False)
    assert own.startswith("// Every text")
    assert "alert(1)" not in own
    assert text.count("<svg></svg>") == 1
    assert "<title>&lt;/script&gt;" in text


def test_the_policy_lets_only_the_pages_own_script_and_style_run() -> None:
    text = document(SHEET, is_served=False)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)

    named = policy(is_served=False)

    for part in (scripts(text)[1][1], style):
        digest = base64.b64encode(hashlib.sha256(part.encode("utf-8")).digest()).decode("ascii")
        assert f"'sha256-{digest}'" in named
    assert named.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in named
    assert "connect-src 'none'" in named
    assert "media-src file:" in named
    assert "connect-src 'self'" in policy(is_served=True)
    assert "style=" not in text


def test_nothing_ends_the_contents_early() -> None:
    written = in_script({"a": "</SCRIPT><!--", "b": "\u2028\ud800"})

    assert "<" not in written
    assert json.loads(written) == {"a": "</SCRIPT><!--", "b": "\u2028\ud800"}


def test_the_contents_tell_a_shot_whole() -> None:
    (told,) = contents(SHEET, is_served=True)["shots"]  # type: ignore[misc]
    (take,) = told["takes"]

    assert told["trim"] == {"in": 0.5, "out": None}
    assert told["decisions"] == [{"take": 1, "word": "reuse", "reason": "nothing changed"}]
    assert told["cost_usd"] is None
    assert take["fps"] == 24000 / 1001
    assert take["ends"] == ["data:image/webp;base64,b25l", "data:image/webp;base64,dHdv"]
    assert take["words"] == {
        "prompt": HOSTILE,
        "duration": "5",
        "audio": "yes",
        "keyframes": "image picture aaaaaaaa, frame first; image a frame, frame last",
    }
