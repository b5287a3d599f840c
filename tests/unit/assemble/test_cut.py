"""The cut: pieces exact to the frame, overlaps, trims, slates."""

from __future__ import annotations

import pytest

from pipeline.assemble import CutShot, cut_list
from pipeline.assemble.cut import house_of
from pipeline.model import Assembly, Blend, Body, House, Shot, Slate, Trim
from tests.unit.shots import HERE, clip, line, shot, storyboard


def shown(one: Shot, name: str, frames: int, fps: int = 24) -> CutShot:
    return CutShot(one, *clip(name, frames, fps), 4.0)


def test_a_cut_is_every_clip_whole_and_in_order() -> None:
    first, second = shot("a"), shot("b")

    cut = cut_list(storyboard(first, second), [shown(first, "1", 120), shown(second, "2", 96)])

    assert cut.house == House(720, 1280, (24, 1))
    assert [(piece.start_frame, piece.end_frame) for piece in cut.pieces if isinstance(piece, Body)] == [
        (0, 120),
        (0, 96),
    ]


def test_a_crossfade_takes_its_frames_from_both_shots() -> None:
    first, second = shot("a"), shot("b", crossfade_s=0.5)

    cut = cut_list(storyboard(first, second), [shown(first, "1", 120), shown(second, "2", 96)])

    before, blend, after = cut.pieces
    assert isinstance(before, Body)
    assert (before.start_frame, before.end_frame) == (0, 108)
    assert isinstance(blend, Blend)
    assert (blend.before_start_frame, blend.after_start_frame, blend.frames) == (108, 0, 12)
    assert isinstance(after, Body)
    assert (after.start_frame, after.end_frame) == (12, 96)


def test_a_crossfade_longer_than_half_a_shot_is_held_to_half() -> None:
    first, second = shot("a"), shot("b", crossfade_s=9.0)

    cut = cut_list(storyboard(first, second), [shown(first, "1", 120), shown(second, "2", 20)])

    blend = cut.pieces[1]
    assert isinstance(blend, Blend)
    assert blend.frames == 10


def test_the_assembly_crossfade_is_for_shots_that_say_nothing_and_a_cut_of_their_own_wins() -> None:
    first, second, third = shot("a"), shot("b"), shot("c", crossfade_s=0.0)

    cut = cut_list(
        storyboard(first, second, third, crossfade_s=0.25),
        [shown(first, "1", 48), shown(second, "2", 48), shown(third, "3", 48)],
    )

    assert [type(piece).__name__ for piece in cut.pieces] == ["Body", "Blend", "Body", "Body"]


def test_a_trim_chooses_frames_and_cannot_reach_past_the_clip() -> None:
    one = shot("a", trim=Trim(0.5, 99.0, HERE))

    cut = cut_list(storyboard(one), [shown(one, "1", 120)])

    assert isinstance(cut.pieces[0], Body)
    assert (cut.pieces[0].start_frame, cut.pieces[0].end_frame) == (12, 120)


def test_another_rate_is_counted_at_the_house_rate() -> None:
    first, second = shot("a"), shot("b")

    cut = cut_list(storyboard(first, second), [shown(first, "1", 120, 24), shown(second, "2", 128, 32)])

    assert isinstance(cut.pieces[1], Body)
    assert cut.pieces[1].end_frame == 96


def test_a_missing_clip_is_a_slate_of_its_expected_length() -> None:
    first, second = shot("a"), shot("b", crossfade_s=1.0)

    cut = cut_list(storyboard(first, second), [shown(first, "1", 120), CutShot(second, None, None, 4.0)])

    assert cut.pieces[1] == Slate("b", 96)


def test_cues_move_with_the_cut_and_never_lie_over_each_other() -> None:
    first = shot("a", dialogue=(line("One two three four five.", 1.0), line("Six.", 2.0)))
    second = shot("b", trim=Trim(1.0, None, HERE), dialogue=(line("Gone.", 0.2), line("Here.", 2.0)))

    cut = cut_list(storyboard(first, second), [shown(first, "1", 120), shown(second, "2", 120)])

    assert [(cue.start_s, cue.end_s, cue.text) for cue in cut.cues] == [
        (1.0, 2.0, "One two three four five."),
        (2.0, 3.2, "Six."),
        (6.0, 7.2, "Here."),
    ]


def test_the_house_is_what_the_author_asks_else_the_first_clip_s_else_the_usual_one() -> None:
    said = Assembly((721, 1281), 30.0, 0.0, None, "soft", HERE)
    silent = Assembly(None, None, 0.0, None, "soft", HERE)
    _, first = clip("1", 120, 25, (496, 864))

    assert house_of(said, first) == House(720, 1280, (30, 1))
    assert house_of(silent, first) == House(496, 864, (25, 1))
    assert house_of(silent, None) == House(720, 1280, (24, 1))


@pytest.mark.parametrize(
    ("written", "fps"),
    [
        (29.97, (30000, 1001)),
        (23.976, (24000, 1001)),
        (59.94, (60000, 1001)),
        (24, (24, 1)),
        (25, (25, 1)),
        (12.5, (25, 2)),
    ],
)
def test_a_rate_that_is_written_rounded_is_the_one_that_is_meant(
    written: float, fps: tuple[int, int]
) -> None:
    assert house_of(Assembly(None, written, 0.0, None, "soft", HERE), None).fps == fps


def test_a_cut_of_slates_alone_is_as_long_as_its_shots_would_be() -> None:
    one, two = shot("a"), shot("b")

    cut = cut_list(storyboard(one, two), [CutShot(one, None, None, 5.0), CutShot(two, None, None, 3.0)])

    assert cut.pieces == (Slate("a", 120), Slate("b", 72))
