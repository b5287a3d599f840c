"""The review page: an episode's shots and takes as one HTML document. Knows no file but its own parts."""

from pipeline.report.page.document import document, policy
from pipeline.report.page.sheet import PictureView, Sheet, ShotView, TakeView

__all__ = ["PictureView", "Sheet", "ShotView", "TakeView", "document", "policy"]
