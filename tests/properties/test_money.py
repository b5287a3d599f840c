"""What must be so of the money, whatever the provider, the process and the clocks do."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from pipeline.adapters.ledger import SqliteLedger
from pipeline.ports import Ledger
from tests.properties.machine import Money

PROFILE = settings(
    max_examples=1000,
    stateful_step_count=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


class Hasty(Money):
    """Believes at once what a provider says that has not caught up with its own writes."""

    HORIZON_S = 0.0


def test_no_example_of_a_thousand_buys_twice_or_loses_what_was_paid_for() -> None:
    run_state_machine_as_test(Money, settings=PROFILE)


class OnDisk(Money):
    """With the ledger that projects have."""

    def new_ledger(self) -> Ledger:
        ledger = SqliteLedger(self.folder / "ledger.sqlite", self.clock.now)
        self.closing.callback(ledger.close)
        return ledger


def test_the_ledger_of_projects_keeps_the_same_promises() -> None:
    run_state_machine_as_test(OnDisk, settings=settings(PROFILE, max_examples=40))


def test_the_machine_finds_the_double_payment_where_no_horizon_is_waited_out() -> None:
    quick = settings(PROFILE, phases=[Phase.generate], report_multiple_bugs=False)

    with pytest.raises(AssertionError, match=r"charged for \d times|\d charges"):
        run_state_machine_as_test(Hasty, settings=quick)
