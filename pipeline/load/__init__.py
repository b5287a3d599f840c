"""Text into documents: YAML by the rules of version 1.2, every value with its place, its shape checked.

Knows files through their port, and not what a storyboard means.
"""

from pipeline.load.document import read_document
from pipeline.load.lock import read_lock
from pipeline.load.review import read_review
from pipeline.load.shape import check_shape
from pipeline.load.storyboard import load_storyboard

__all__ = ["check_shape", "load_storyboard", "read_document", "read_lock", "read_review"]
