"""The form of the ledger's file: its tables and its settings, as SQL. Does nothing."""

from __future__ import annotations

import sys

APPLICATION_ID = 0x53424C47
"""`SBLG`, in the header of the file, so that no other database is taken for a ledger."""

VERSION = 1
BUSY_TIMEOUT_MS = 30_000

# A rollback journal and not WAL, which could lose pages before SQLite 3.51.3 (its "WAL-reset" fault); EXTRA
# and not FULL, which may roll the last commit back after a power cut. Measured: 0.4 ms a commit (2026-11-21).
PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    *(["PRAGMA fullfsync = 1"] if sys.platform == "darwin" else []),
)

# Nothing here needs more than SQLite 3.34. (key, number) is unique, so that two runs that decide the same at
# the same time cannot both go on to pay.
SCHEMA = (
    """
    CREATE TABLE attempt (
        job TEXT PRIMARY KEY NOT NULL, key TEXT NOT NULL, number INTEGER NOT NULL, shape TEXT NOT NULL,
        words TEXT NOT NULL, words_form TEXT NOT NULL, realm TEXT NOT NULL, storyboard TEXT NOT NULL,
        episode TEXT NOT NULL, profile TEXT, shot TEXT NOT NULL, take INTEGER NOT NULL,
        provider TEXT NOT NULL, model TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN
            ('submitting', 'submitted', 'completed', 'stored', 'failed', 'cancelled', 'uncertain')),
        ticket TEXT, estimate_usd REAL, cost_usd REAL, seed INTEGER, clip_sha256 TEXT, reason TEXT,
        is_charged INTEGER, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, request BLOB NOT NULL,
        UNIQUE (key, number)
    )
    """,
    """
    CREATE TABLE event (
        job TEXT NOT NULL REFERENCES attempt (job), at TEXT NOT NULL, before TEXT, after TEXT NOT NULL,
        detail TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE reply (
        job TEXT NOT NULL REFERENCES attempt (job), at TEXT NOT NULL, status INTEGER NOT NULL,
        body BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE frame (
        clip_sha256 TEXT NOT NULL, moment TEXT NOT NULL, pixels TEXT NOT NULL, picture TEXT NOT NULL,
        PRIMARY KEY (clip_sha256, moment)
    )
    """,
    """
    CREATE TABLE clip (
        sha256 TEXT PRIMARY KEY NOT NULL, size_bytes INTEGER NOT NULL, width_px INTEGER NOT NULL,
        height_px INTEGER NOT NULL, fps_numerator INTEGER NOT NULL, fps_denominator INTEGER NOT NULL,
        frames INTEGER NOT NULL, duration_s REAL NOT NULL, has_audio INTEGER NOT NULL
    )
    """,
    *(
        f"CREATE TRIGGER {table}_keeps_rows_on_{act} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only added'); END"
        for table in ("event", "reply")
        for act in ("update", "delete")
    ),
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {VERSION}",
)
