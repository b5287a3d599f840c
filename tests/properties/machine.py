"""A state machine over provider, ledger and clock: runs that end, die, are left or stopped, with another
storyboard beside them, and after each what must be so of the money."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline import flow
from pipeline.history import spent_on
from pipeline.model import Attempt, Event, Facts, Made, Outcomes, Plan, RequestGraph, Reused, Submit
from pipeline.observe import answered, observe
from pipeline.plan import make_plan
from pipeline.ports import Ledger
from pipeline.run import RunPorts, Stop, run
from tests.properties.fickle import COST_USD, Doom, Fickle, FickleLines, Mishap, Mortal, WallClock
from tests.twins import (
    NO_LOCK,
    Acme,
    Crash,
    FolderTwin,
    MemoryFiles,
    MemoryLedger,
    OpenClaims,
    TextFilms,
    TextPictures,
    TextPublisher,
    episode,
    take,
)

EPISODE = episode(take("a", "rain"), take("b", "snow", after="a"), take("c", "sun"))
OTHER = replace(episode(take("z", "rain")), storyboard="ep02.storyboard.yaml")
GRAPHS = {"ep01": EPISODE, "ep02": OTHER}
PROMPTS = {"a": "rain", "b": "snow", "c": "sun", "z": "rain"}
MISHAPS: tuple[Mishap, ...] = ("lose", "garble", "break down", "swallow", "full", "unsent", "spoil")
LAGS_S = st.sampled_from([0.0, 60.0, 110.0])
JUMPS_S = st.sampled_from([0.0, 86_400.0, -86_400.0])
HAIR_USD = 1e-6
QUICK = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where there is a disk in memory, that: thousands of examples write small files."""


class OneThread(asyncio.SelectorEventLoop):
    """A loop without threads: what would go to one is done at once, so that every example is the same."""

    def run_in_executor(self, executor: Any, work: Any, *arguments: Any) -> asyncio.Future[Any]:
        done = self.create_future()
        try:
            done.set_result(work(*arguments))
        except Exception as error:
            done.set_exception(error)
        return done


class Money(RuleBasedStateMachine):
    """HORIZON_S: for how long the run believes that a taken job may still turn up. The provider's lag is
    always shorter than 120 s."""

    HORIZON_S: ClassVar[float] = 120.0

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        folder = Path(self.closing.enter_context(tempfile.TemporaryDirectory(prefix="money-", dir=QUICK)))
        (folder / "objects").mkdir()
        self.folder = folder
        self.clock = WallClock()
        self.vendor = Fickle(self.clock)
        self.store = FolderTwin(folder / "objects")
        self.ledger: Ledger = self.new_ledger()
        self.is_ours, self.budget_usd, self.limit = True, None, 1
        self.moved = False

    def new_ledger(self) -> Ledger:
        return MemoryLedger()

    def teardown(self) -> None:
        try:
            self.ends_well()
        finally:
            self.closing.close()

    # --- what happens ---------------------------------------------------------------------------------------

    @initialize(
        is_ours=st.booleans(),
        budget_usd=st.sampled_from([None, 2.1, 1.5]),
        limit=st.integers(1, 3),
        lag_s=LAGS_S,
    )
    def begin(self, is_ours: bool, budget_usd: float | None, limit: int, lag_s: float) -> None:
        self.is_ours, self.budget_usd, self.limit = is_ours, budget_usd, limit
        self.vendor.lag_s = lag_s

    @rule(mishaps=st.lists(st.sampled_from(MISHAPS), min_size=1, max_size=3))
    def submissions_will_meet(self, mishaps: list[Mishap]) -> None:
        self.vendor.mishaps += mishaps

    @rule(lag_s=LAGS_S)
    def reads_lag_behind_writes(self, lag_s: float) -> None:
        self.vendor.lag_s = lag_s

    @rule(questions=st.sampled_from([1, 10, 1000]))
    def questions_get_no_answer(self, questions: int) -> None:
        self.vendor.deaf = questions

    @rule(seconds=st.sampled_from([10.0, 400.0, 100_000.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.passed_s += seconds

    @precondition(lambda self: not self.is_ours)
    @rule()
    def what_was_made_is_forgotten(self) -> None:
        self.vendor.forgotten |= self.vendor.jobs.keys()

    @rule(of=st.sampled_from(sorted(GRAPHS)))
    def a_run_ends(self, of: str) -> None:
        self.rendered(GRAPHS[of])

    @rule(of=st.sampled_from(sorted(GRAPHS)), steps=st.integers(0, 40))
    def a_run_dies(self, of: str, steps: int) -> None:
        self.rendered(GRAPHS[of], doom=Doom(steps))

    @rule(of=st.sampled_from(sorted(GRAPHS)), steps=st.integers(0, 8), ahead_s=JUMPS_S)
    def a_run_dies_early_and_is_begun_again_at_once(self, of: str, steps: int, ahead_s: float) -> None:
        """Only the clock on the wall was set in between."""
        self.rendered(GRAPHS[of], doom=Doom(steps))
        self.clock.set_ahead(ahead_s)
        self.rendered(GRAPHS[of])

    @rule(of=st.sampled_from(sorted(GRAPHS)), events=st.integers(1, 12))
    def a_run_is_left(self, of: str, events: int) -> None:
        self.rendered(GRAPHS[of], leaves_at=events)

    @rule(of=st.sampled_from(sorted(GRAPHS)), events=st.integers(1, 12))
    def a_run_is_stopped(self, of: str, events: int) -> None:
        self.rendered(GRAPHS[of], stops_at=events)

    # --- what must be so ------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_bought_twice(self) -> None:
        for prompt, charges in self.vendor.charges.items():
            assert charges <= 1 + self.vendor.spoiled[prompt], f"{prompt} was charged for {charges} times"

    @invariant()
    def what_may_have_arrived_is_not_sent_again_unless_its_id_is_ours(self) -> None:
        for prompt, reached in self.vendor.reached.items() if not self.is_ours else ():
            assert reached <= 1 + self.vendor.spoiled[prompt], f"{prompt} was sent {reached} times"

    @invariant()
    def nothing_paid_for_is_lost(self) -> None:
        """Every charge has a row that is not known to be free, and no plan buys over a job that lives."""
        rows = self.ledger.attempts()
        for prompt, charges in self.vendor.charges.items():
            kept = [row for row in self.rows_of(prompt, rows) if row.is_charged is not False]
            assert charges <= len(kept), f"{prompt}: {charges} charges, {len(kept)} rows"
        graphs, self.moved = (GRAPHS.values() if self.moved else ()), False
        for graph in graphs:
            for planned in self.planned(graph).takes:
                prompt = PROMPTS[planned.shot]
                lives = self.vendor.charges[prompt] > self.vendor.spoiled[prompt]
                assert not (lives and isinstance(planned.decision, Submit)), f"{prompt} would be bought anew"

    @invariant()
    def no_more_is_spent_than_the_budget(self) -> None:
        for graph in GRAPHS.values():
            rows = [row for row in self.ledger.attempts() if row.storyboard == graph.storyboard]
            spent_usd = sum(map(spent_on, rows))
            assert self.budget_usd is None or spent_usd <= self.budget_usd + HAIR_USD

    @invariant()
    def what_was_charged_is_counted_as_spent(self) -> None:
        charged_usd = COST_USD * self.vendor.charges.total()
        assert charged_usd <= sum(map(spent_on, self.ledger.attempts())) + HAIR_USD

    def ends_well(self) -> None:
        """Once the provider behaves, two runs bring everything home that is not for a person to settle."""
        self.vendor.mishaps.clear()
        self.vendor.lag_s, self.vendor.deaf = 0.0, 0
        for _ in range(2):
            ends = [self.rendered(graph) for graph in GRAPHS.values()]
        rows = self.ledger.attempts()
        out = [row for row in rows if row.state in ("submitting", "submitted", "completed")]
        assert all(row.ticket in self.vendor.forgotten for row in out), out
        if self.budget_usd is None and not out and not any(row.state == "uncertain" for row in rows):
            outcomes = [one.outcome for end in ends if end is not None for one in end.takes]
            assert all(isinstance(outcome, Made | Reused) for outcome in outcomes), outcomes

    # --- runs -----------------------------------------------------------------------------------------------

    def rows_of(self, prompt: str, rows: Any) -> list[Attempt]:
        return [row for row in rows if PROMPTS[row.shot] == prompt]

    def facts(self, graph: RequestGraph, ports: RunPorts | None = None) -> Facts:
        ledger = self.ledger
        return observe(
            realm="vendor",
            storyboard=graph.storyboard,
            attempts=answered(ledger.attempts(), ledger.unread(), {"acme": Acme(self.is_ours)}),
            frames=ledger.frames(),
            lock=NO_LOCK,
            review={},
            present=self.store.has,
        )

    def planned(self, graph: RequestGraph) -> Plan:
        return make_plan(graph, self.facts(graph), budget_usd=self.budget_usd)

    def rendered(
        self, graph: RequestGraph, *, doom: Doom | None = None, leaves_at: int = 0, stops_at: int = 0
    ) -> Outcomes | None:
        """One process: it plans, settles old answers and runs. None where it did not come to its end."""
        self.moved = True
        self.clock.boot()
        doom, stop = doom or Doom(None), Stop()
        ports = self.ports(doom)
        facts = self.facts(graph)
        plan = self.with_rest(make_plan(graph, facts, budget_usd=self.budget_usd))
        events = 0

        async def process() -> Outcomes:
            task = asyncio.current_task()
            assert task is not None

            def watch(event: Event) -> None:
                nonlocal events
                events += 1
                if events == leaves_at:
                    task.cancel()
                if events == stops_at:
                    stop.ask()

            flow.settle_answers(flow.World("vendor", ports, None))  # type: ignore[arg-type]
            return await run(plan, facts, ports, only=None, watch=watch, stop=stop)

        with _dying(doom):
            try:
                with asyncio.Runner(loop_factory=OneThread) as runner:
                    return runner.run(process())
            except asyncio.CancelledError:
                return None
        return None

    def with_rest(self, plan: Plan) -> Plan:
        """As `flow.with_budget` does: a run may spend what is left of the episode's budget."""
        if self.budget_usd is None:
            return plan
        return replace(plan, budget_usd=self.budget_usd - plan.spent_usd)

    def ports(self, doom: Doom) -> RunPorts:
        return RunPorts(
            ledger=Mortal(
                self.ledger, doom, "open", "record_reply", "advance", "record_frame", "record_clip"
            ),
            claims=OpenClaims(),
            store=Mortal(self.store, doom, "adopt", "put"),
            films=TextFilms(),
            pictures=TextPictures(),
            files=MemoryFiles(self.folder, {}),
            clock=self.clock,
            providers={"acme": Acme(self.is_ours)},
            lines=FickleLines(self.vendor, doom),
            publishers={"acme": TextPublisher()},
            limits={"acme": self.limit},
            poll_s=4.0,
            poll_most_s=40.0,
            deadline_s=400.0,
            horizons_s={"acme": self.HORIZON_S},
        )


@contextmanager
def _dying(doom: Doom) -> Iterator[None]:
    """Goes on after a death that was to be; anything else that breaks is a bug."""
    try:
        yield
    except (Crash, BaseExceptionGroup):
        if not doom.is_dead:
            raise
