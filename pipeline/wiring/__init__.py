"""Turns a project's root and a few choices into the ports of each stage. Alone knows the concrete classes."""

from pipeline.wiring.lines import STUDIO_ORIGIN, network_lines
from pipeline.wiring.reach import origin, provider, realm, realms, unset_keys
from pipeline.wiring.reading import files, readers, revision, settings, today, verdicts, watched
from pipeline.wiring.rooms import Storeroom, attempts, jobs, storeroom
from pipeline.wiring.studios import serve_studio
from pipeline.wiring.worlds import Options, publishers, world

__all__ = [
    "STUDIO_ORIGIN",
    "Options",
    "Storeroom",
    "attempts",
    "files",
    "jobs",
    "network_lines",
    "origin",
    "provider",
    "publishers",
    "readers",
    "realm",
    "realms",
    "revision",
    "serve_studio",
    "settings",
    "storeroom",
    "today",
    "unset_keys",
    "verdicts",
    "watched",
    "world",
]
