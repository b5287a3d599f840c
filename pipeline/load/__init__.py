"""Text into documents: YAML by the rules of version 1.2, every value with its place, its shape checked.

Knows files through their port, and not what a storyboard means. `load.lock` and `load.review` read what lies
beside one.
"""

from pipeline.load.document import read_document
from pipeline.load.shape import check_shape
from pipeline.load.storyboard import load_storyboard

__all__ = ["check_shape", "load_storyboard", "read_document"]
