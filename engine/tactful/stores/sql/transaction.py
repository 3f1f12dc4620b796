"""All that a transaction can do, put together."""

from __future__ import annotations

from tactful.stores.sql.answers import Answers
from tactful.stores.sql.privacy import Privacy
from tactful.stores.sql.records import Records
from tactful.stores.sql.writing import Writing


class SqlTransaction(Writing, Answers, Records, Privacy):
    """A transaction of a store that speaks SQL. See `tactful.stores.store.Transaction`."""
