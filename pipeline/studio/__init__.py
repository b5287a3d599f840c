"""The other end of both providers' conversations: free, offline, and as strict as they are. Opens no socket
and paints nothing itself."""

from pipeline.studio.desk import Studio
from pipeline.studio.mishaps import Orders

__all__ = ["Orders", "Studio"]
