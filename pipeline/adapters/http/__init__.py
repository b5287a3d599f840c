"""Turns calls into replies, and addresses of clips into files, over the network. Understands neither: it
bounds them, adds the key where it belongs, and says whether a call may have arrived."""

from pipeline.adapters.http.lines import HttpLine, HttpLines
from pipeline.adapters.http.patience import USUAL_PATIENCE, Patience
from pipeline.adapters.http.transport import in_process

__all__ = ["USUAL_PATIENCE", "HttpLine", "HttpLines", "Patience", "in_process"]
