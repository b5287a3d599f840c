"""Turns faults into the forms that other programs read: one line each, GitHub's log commands, SARIF. Prints
nothing and opens no file."""
