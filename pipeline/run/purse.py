"""Turns a budget and prices into yes or no, before anything is sent. Knows no provider and no ledger."""

from __future__ import annotations

from pipeline.history import is_within


class Purse:
    """What a run may spend, and what it has. Reserved money counts as spent until the bill is known."""

    def __init__(self, budget_usd: float | None) -> None:
        self._budget_usd = budget_usd
        self.spent_usd = 0.0

    def reserve(self, usd: float) -> bool:
        """Takes the money, if there is enough."""
        if not is_within(self._budget_usd, self.spent_usd + usd):
            return False
        self.spent_usd += usd
        return True

    def settle(self, reserved_usd: float, cost_usd: float) -> None:
        """Puts the bill in place of the reservation."""
        self.spent_usd += cost_usd - reserved_usd
