"""Turns a loaded storyboard into complete shots: who inherits what, what every name means. Touches no disk,
knows no model."""

from pipeline.resolve.storyboard import resolve

__all__ = ["resolve"]
