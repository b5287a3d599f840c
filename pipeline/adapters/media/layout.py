"""Turns the size of a picture into the places of what is drawn on it. The bands depend on the size alone, so
those of a shot cover those of the shot that it continues."""

from __future__ import annotations

from pipeline.records import record

_BLOCK = 16
"""Edges lie between the encoder's blocks, where it leaves no ringing."""


@record
class Layout:
    """Places in pixels. top_px: the height of the upper band. foot_y: where the lower band starts."""

    width_px: int
    height_px: int
    top_px: int
    foot_y: int

    @property
    def unit(self) -> float:
        """1 at 720 pixels on the short side: what sizes of letters and margins are times of."""
        return min(self.width_px, self.height_px) / 720

    def px(self, units: float) -> int:
        """A length in whole pixels, at least 1."""
        return max(round(units * self.unit), 1)

    def even(self, units: float) -> int:
        """A length in an even number of pixels, at least 2."""
        return max(round(units * self.unit / 2) * 2, 2)

    @property
    def margin_px(self) -> int:
        return self.even(40)

    @property
    def foot_px(self) -> int:
        return self.height_px - self.foot_y


def layout_of(width_px: int, height_px: int) -> Layout:
    """width_px, height_px: even. Upright pictures have room for more lines."""
    unit = min(width_px, height_px) / 720
    top = max(round(84 * unit / _BLOCK), 1) * _BLOCK
    foot = round((212 if height_px > width_px else 164) * unit)
    foot_y = max((height_px - foot) // _BLOCK, 1) * _BLOCK
    return Layout(width_px, height_px, min(top, height_px // 4 * 2), min(foot_y, height_px - 2))
