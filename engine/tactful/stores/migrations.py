"""The versions of a store's tables: each is a step from the one before, and there is no way back."""

from __future__ import annotations

from tactful.errors import StoreError

_FIRST = """
CREATE TABLE partitions (
  name TEXT PRIMARY KEY, version INTEGER NOT NULL, clock INTEGER, wake INTEGER, enactment INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX partitions_due ON partitions (enactment, wake, name);
CREATE TABLE events (
  number NUMBER, partition TEXT NOT NULL, source TEXT NOT NULL, id TEXT NOT NULL, known INTEGER NOT NULL,
  raw BLOB NOT NULL
);
CREATE UNIQUE INDEX events_key ON events (id, source);
CREATE INDEX events_partition ON events (partition);
CREATE TABLE cases ("case" TEXT NOT NULL, partition TEXT NOT NULL, PRIMARY KEY ("case", partition)) WITHOUT ROWID;
CREATE INDEX cases_partition ON cases (partition);
CREATE TABLE said (
  number NUMBER, partition TEXT NOT NULL, policy TEXT NOT NULL, advice TEXT NOT NULL, "case" TEXT NOT NULL, key TEXT,
  "order" INTEGER NOT NULL, verdict TEXT NOT NULL, purpose TEXT NOT NULL, opens INTEGER, due INTEGER, expires INTEGER,
  zone TEXT NOT NULL, decision BLOB NOT NULL
);
CREATE UNIQUE INDEX said_advice ON said (partition, policy, advice);
CREATE INDEX said_partition ON said (advice);
CREATE INDEX said_listed ON said (verdict, "case", policy, advice, partition);
CREATE TABLE decisions (
  number NUMBER, partition TEXT NOT NULL, policy TEXT NOT NULL, advice TEXT NOT NULL, id TEXT NOT NULL,
  type TEXT NOT NULL, time INTEGER NOT NULL, json BLOB NOT NULL
);
CREATE INDEX decisions_advice ON decisions (partition, advice);
CREATE TABLE places (last INTEGER NOT NULL);
INSERT INTO places (last) VALUES (0);
CREATE TABLE outbox (
  sink TEXT NOT NULL, place INTEGER NOT NULL, "case" TEXT NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL,
  taken INTEGER NOT NULL, ready INTEGER, error TEXT NOT NULL, PRIMARY KEY (sink, place)
);
CREATE INDEX outbox_ready ON outbox (sink, ready, place);
CREATE INDEX outbox_case ON outbox (sink, "case", ready);
"""

_RECORDS_AND_RETENTION = """
CREATE TABLE records (kind TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, name));
CREATE INDEX decisions_time ON decisions (time);
"""

_PLACES_AND_PLANS = """
DELETE FROM records WHERE kind = 'planned-change';
"""
"""From here on `places` need not hold the last place while its decision is there, and plans name nobody."""

STEPS = (_FIRST, _RECORDS_AND_RETENTION, _PLACES_AND_PLANS)
"""The steps in the words of SQLite; the first leads to version 1."""

LATEST = len(STEPS)


def steps_from(version: int, types: dict[str, str]) -> list[str]:
    """Return the statements that lead from a version to the latest, with other words for the types.

    Raises StoreError `store_newer` for a version that is not known here.
    """
    if version > LATEST:
        raise StoreError(
            f"the store is of version {version}, and this Tactful knows versions up to {LATEST}: "
            "use the Tactful that wrote it, or a later one",
            "store_newer",
        )
    statements = [statement.strip() for step in STEPS[version:] for statement in step.split(";")]
    for word, other in types.items():
        statements = [statement.replace(word, other) for statement in statements]
    return [statement for statement in statements if statement]
