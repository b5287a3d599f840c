"""Turns shots and their clips into a cut list, exact to the frame. Opens no file: a Cutter makes the film of
it."""

from pipeline.assemble.cut import CutShot, cut_list

__all__ = ["CutShot", "cut_list"]
