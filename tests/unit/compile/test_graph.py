"""A whole storyboard as requests, and a model that nobody foresaw."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from pipeline.model import (
    LAST,
    Assets,
    ClipFacts,
    FixedLength,
    FrameFields,
    KeyframeRule,
    LengthChoice,
    Line,
    PriceRule,
    SizeRow,
    SizeRule,
)
from tests.unit.compile.compiling import (
    CARDS,
    V1,
    assets,
    at,
    body,
    compiled,
    fault,
    frame_of,
    keyframe,
    picture,
    shot,
    take,
)

OWN = ClipFacts("f" * 64, 1000, 640, 360, (24, 1), 48, 2.0, True)


def test_shots_stand_in_story_order_with_their_labels() -> None:
    graph, _ = compiled(
        shot("a", number=10, labels=("night",)), shot("b", number=20), episode="ep07", profile="draft"
    )

    assert graph is not None
    assert (graph.episode, graph.profile) == ("ep07", "draft")
    assert [(one.name, one.number, one.label_words) for one in graph.shots] == [
        ("a", 10, ("night",)),
        ("b", 20, ()),
    ]


def test_a_clip_of_the_authors_own_asks_for_nothing_and_may_hand_on_a_frame() -> None:
    own = shot("a", clip=picture("a.mp4"), prompt=())
    after = shot("b", keyframes=(keyframe(frame_of("a")),))

    graph, faults = compiled(own, after, files=Assets({}, {PurePosixPath("a.mp4"): OWN}))

    assert faults == ()
    assert graph is not None
    first, second = graph.shots
    assert (first.takes, first.own_clip and first.own_clip.facts) == ((), OWN)
    assert [need.shot for need in second.takes[0].needs] == ["a"]


def test_a_line_after_the_end_of_an_own_clip_is_a_fault() -> None:
    late = Line("narrator", "Years later.", 2.0, None, False, at(20))
    own = shot("a", clip=picture("a.mp4"), prompt=(), dialogue=(late,))

    _, faults = compiled(own, files=Assets({}, {PurePosixPath("a.mp4"): OWN}))

    assert [(one.code, one.place) for one in faults] == [("D001", at(20))]


def test_a_clip_at_fault_in_itself_stops_the_graph_without_a_second_fault() -> None:
    graph, faults = compiled(shot("a", clip=picture("a.mp4"), prompt=()))

    assert graph is None
    assert faults == ()


def test_one_shot_at_fault_hides_no_fault_of_another() -> None:
    graph, faults = compiled(shot("a", model="x"), shot("b", duration_s=99.0))

    assert graph is None
    assert sorted(one.code for one in faults) == ["M001", "M006"]


def test_of_a_shot_that_could_not_be_read_nothing_is_told_and_no_graph_is_given() -> None:
    unread = shot("a", model="", prompt=())

    graph, faults = compiled(unread, shot("b", duration_s=99.0), unread=frozenset({"a"}))

    assert graph is None
    assert [one.code for one in faults] == ["M006"]


def test_a_fault_of_something_inherited_is_told_once() -> None:
    silent = {
        "model": V1,
        "aspect": None,
        "keyframes": (keyframe("a.png"),),
        "audio": True,
        "inherited": ("audio",),
    }

    _, faults = compiled(shot("a", **silent), shot("b", **silent))

    assert [one.code for one in faults] == ["M004"]


# As a project might write one: lengths to choose from, sent as text; a field a keyframe; a price a clip.
KINO = replace(
    CARDS[V1],
    name="kino",
    endpoint="studio/kino",
    fields={"prompt": ("text",), "duration": ("options", "length"), "resolution": ("quality",)},
    defaults={"duration": 5, "resolution": "high"},
    lengths=LengthChoice((5, 10), is_text=True),
    size=SizeRule(None, (SizeRow(None, "16:9", 1024, 576),)),
    keyframes=KeyframeRule(
        FrameFields({"first": ("image",), "last": ("end_image",)}),
        frozenset({"first", "last"}),
        frozenset(),
        0,
    ),
    max_prompt_characters=40,
    price=PriceRule("clip", {"any": 0.3}, 0.0, "2026-11-21", "its page"),
    input={"type": "object"},
)
BOTH = (keyframe("a.png"), keyframe("b.png", LAST))


def kino(**changes: object) -> dict[str, object]:
    return {"model": "kino", "aspect": None, **changes}


def test_a_new_model_is_a_card_and_no_code() -> None:
    given = take(shot(**kino(keyframes=BOTH, duration_s=10.0)), cards={"kino": KINO})

    assert given.request.body == {
        "text": "A lantern.",
        "options": {"length": "10"},
        "quality": "high",
        "image": "https://example.org/a.png",
        "end_image": "https://example.org/b.png",
    }
    assert given.price is not None
    assert given.price.list_usd == 0.3
    assert given.size_px == (1024, 576)


def test_of_a_few_lengths_only_those_can_be_had() -> None:
    found = fault(shot(**kino(duration_s=7.0)), cards={"kino": KINO})

    assert found.message == "kino cannot make 7 s: it makes 5 s or 10 s"
    assert "`duration: 5`" in found.help


def test_a_prompt_longer_than_the_model_reads_is_a_fault() -> None:
    found = fault(shot(**kino(prompt=("x" * 41,))), cards={"kino": KINO})

    assert found.code == "M020"
    assert "41 characters" in found.message


def test_a_model_that_begins_on_no_picture_says_so() -> None:
    blind = replace(KINO, keyframes=None)

    found = fault(shot(**kino(keyframes=(keyframe("a.png"),))), cards={"kino": blind})

    assert (found.code, found.place) == ("M012", at(9))


def test_a_model_without_a_price_for_the_resolution_is_unpriced() -> None:
    priced = replace(KINO, price=PriceRule("second", {"low": 0.1}, 0.0, "2026-11-21", "its page"))

    given = take(shot(**kino()), cards={"kino": priced})

    assert given.price is None


def test_a_length_that_nobody_can_choose_is_expected_and_not_sent() -> None:
    fixed = replace(KINO, lengths=FixedLength(6), fields={"prompt": ("text",)}, defaults={})

    given = take(shot(**kino()), cards={"kino": fixed})

    assert given.duration_s == 6
    assert given.request.body == {"text": "A lantern."}


def test_a_picture_that_is_used_twice_is_one_picture_of_the_graph() -> None:
    twice = (
        shot("a", keyframes=(keyframe(picture("x.png")),)),
        shot("b", keyframes=(keyframe(picture("x.png")),)),
    )

    graph, _ = compiled(*twice, files=assets("x.png"))

    assert graph is not None
    assert len(graph.pictures) == 1


def test_equal_shots_have_equal_bodies() -> None:
    assert body(shot("a")) == body(shot("b"))
