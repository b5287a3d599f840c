"""Turns orders to misbehave into what goes wrong, and when. Knows neither protocol and opens no socket."""

from pipeline.studio.mishaps.drawing import Lots, Occasion
from pipeline.studio.mishaps.grammar import FILE_LIMIT_BYTES, orders
from pipeline.studio.mishaps.ordering import Mishap, Orders

__all__ = ["FILE_LIMIT_BYTES", "Lots", "Mishap", "Occasion", "Orders", "orders"]
