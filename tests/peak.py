"""The most memory that a process ever held, told by itself as it ends."""

from __future__ import annotations

TELL = """
def told_peak():
    import resource, sys
    if sys.platform == "linux":  # `ru_maxrss` would count what the process held that began this one
        with open("/proc/self/status", encoding="ascii") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
"""
"""Python that defines `told_peak`, in KB. On macOS the system counts bytes."""
