"""The transaction of a store that speaks SQL, written once for SQLite and PostgreSQL."""

from tactful.stores.sql.connection import Connection
from tactful.stores.sql.transaction import SqlTransaction

__all__ = ["Connection", "SqlTransaction"]
