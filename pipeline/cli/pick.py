"""`storyboard pick`: this take is the one that the cut uses; a line in the review file."""

from __future__ import annotations

import click

from pipeline import beside, flow
from pipeline.cli.episodes import Choices, opened, realm_of
from pipeline.cli.project import PREVIEW, PROFILE
from pipeline.decide import is_of_present_words, known_frames, picked, takes_to_pick
from pipeline.errors import UsageProblem
from pipeline.model import Reuse
from pipeline.report.money import usd_range
from pipeline.showing import one_line
from pipeline.suggest import did_you_mean


@click.command("pick", help="Use this take of a shot in the cut. Writes the review file; buys nothing.")
@click.argument("path")
@click.argument("shot")
@click.argument("take", type=click.IntRange(min=1))
@PROFILE
@PREVIEW
def command(path: str, shot: str, take: int, profile: str | None, preview: bool) -> None:
    with opened(Choices([path], profile, realm=realm_of(preview))) as episodes:
        reading, world = episodes[0].reading, episodes[0].world
        before = flow.plan(reading, world)
        clip = _clip(before, shot, take)
        kept = beside.kept_review_of(before.storyboard, world.run.files)
        view, lines = flow.vantage_of(world, before.lock), kept.review.lines
        line = picked(view.seen(lines).get(shot), shot, clip)
        beside.write_review_of(before.storyboard, kept, view.put_back(lines, {shot: line}), world.run.files)
        after = flow.plan(reading, world)
    click.echo(f"{shot}: take {take} is picked")
    if not _is_of_present_words(before, shot, clip):
        click.echo(f"it is of other words: `storyboard accept {shot}` lets it stand for the present ones")
    _tell_followers(before, after)


def _clip(planned: flow.Planned, shot: str, take: int) -> str:
    shots = {one.name: one for one in planned.plan.graph.shots}
    if shot not in shots:
        advice = did_you_mean(shot, shots) or "`storyboard plan` lists them"
        raise UsageProblem(f"there is no shot `{one_line(shot)}`; {advice}")
    if not shots[shot].takes:
        raise UsageProblem(f"{shot} is a clip of your own: it has no takes")
    clips = takes_to_pick(shot, planned.plan, planned.facts)
    if take not in clips:
        made = f"made are {', '.join(map(str, clips))}" if clips else "none is made"
        raise UsageProblem(f"{shot} has no take {take} that is made in this realm; {made}")
    return clips[take]


def _is_of_present_words(planned: flow.Planned, name: str, clip: str) -> bool:
    decisions = [take.decision for take in planned.plan.takes if take.shot == name]
    if any(isinstance(one, Reuse) and one.owned.clip_sha256 == clip for one in decisions):
        return True
    shot = next(one for one in planned.plan.graph.shots if one.name == name)
    frames = known_frames(shot, planned.plan, planned.facts)
    return is_of_present_words(clip, shot.takes[0], frames, planned.facts)


def _tell_followers(before: flow.Planned, after: flow.Planned) -> None:
    """What the choice makes to be rendered again, and its price."""
    was = {(take.shot, take.number) for take in before.plan.takes if isinstance(take.decision, Reuse)}
    again = [
        take
        for take in after.plan.takes
        if (take.shot, take.number) in was and not isinstance(take.decision, Reuse)
    ]
    if again:
        shots = ", ".join(dict.fromkeys(take.shot for take in again))
        cost = usd_range(
            sum(take.floor_usd or 0.0 for take in again), sum(take.ceiling_usd or 0.0 for take in again)
        )
        click.echo(f"this changes the frames that {shots} start from: rendering again costs {cost}")
