"""Turns submissions, and all that is heard of them, into rows that outlive a crash or a power cut. Knows
nothing of what comes next."""

from pipeline.adapters.ledger.file import ENGINE
from pipeline.adapters.ledger.rows import SqliteLedger

__all__ = ["ENGINE", "SqliteLedger"]
