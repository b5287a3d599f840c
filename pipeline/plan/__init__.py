"""Turns a request graph and the facts into a plan, and a selection into the shots it names. Knows nothing of
providers, disks or clocks."""

from pipeline.plan.again import with_another_take
from pipeline.plan.making import make_plan
from pipeline.plan.narrowing import narrowed, selected, with_takes
from pipeline.plan.selection import select

__all__ = ["make_plan", "narrowed", "select", "selected", "with_another_take", "with_takes"]
