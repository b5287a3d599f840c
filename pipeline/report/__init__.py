"""Turns faults, plans, outcomes and ledgers into text and JSON. Prints nothing: the command line does."""
