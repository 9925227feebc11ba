"""How are a collection's tables read from a database, whichever it is?

The address is SQLAlchemy's: `postgresql+psycopg://reader@host/cms`, `sqlite:///ssd.db`. Tables and views are found by
their names in any schema; `?schema=NAME` at the end names one, where several have them. Nothing is written, and the
password in an address is in no message.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from tally.read.csv import Texts
from tally.read.parquet import under_own_names
from tally.read.problems import Unreadable
from tally.read.sources import Database
from tally.tables import Collection
from tally.years import CollectionYear

if TYPE_CHECKING:
    from sqlalchemy import Connection, Inspector

#: Where databases keep what they know of themselves.
_OWN_SCHEMAS = {"information_schema", "pg_catalog", "sys"}


def as_texts(database: Database, collection: Collection, year: CollectionYear) -> Iterator[Texts]:
    """The tables that are there. Raises Unreadable."""
    import sqlalchemy  # noqa: PLC0415 - heavy, and needed for databases alone
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - as above

    try:
        address = sqlalchemy.make_url(database.address)
        schema = address.query.get("schema")
        engine = sqlalchemy.create_engine(address.difference_update_query(["schema"]))
    except (SQLAlchemyError, ImportError, ValueError):
        raise Unreadable(
            "The address of the database is not understood, or what connects to such a database is not installed. "
            "Write it as postgresql+psycopg://user@host/name or sqlite:///file.db."
        ) from None
    shown = address.set(password=None).render_as_string()
    try:
        with engine.connect() as connection:
            places = _places(sqlalchemy.inspect(connection), collection, schema if isinstance(schema, str) else None)
            for name, (found_schema, found_name) in places.items():
                rows = _rows(connection, found_schema, found_name)
                yield under_own_names(found_name, rows, collection.table(name), year)
    except SQLAlchemyError as error:
        # Its own words may hold values of rows or the address; its kind says enough.
        raise Unreadable(
            f"{shown} cannot be read ({type(error).__name__}). Look whether the database runs, and whether this user "
            "may read its tables."
        ) from None
    finally:
        engine.dispose()


def _places(inspector: Inspector, collection: Collection, wanted: str | None) -> dict[str, tuple[str, str]]:
    """Where each table stands: its schema and its name there."""
    wanted_names = {table.name for table in collection.tables}
    found: dict[str, list[tuple[str, str]]] = {}
    for schema in inspector.get_schema_names():
        if schema.lower() in _OWN_SCHEMAS or (wanted is not None and schema.lower() != wanted.lower()):
            continue
        for name in [*inspector.get_table_names(schema), *inspector.get_view_names(schema)]:
            if name.lower() in wanted_names:
                found.setdefault(name.lower(), []).append((schema, name))
    for name, places in found.items():
        if len(places) > 1:
            schemas = ", ".join(sorted(schema for schema, _ in places))
            raise Unreadable(f"{name} stands in several schemas: {schemas}. Name one: put ?schema=NAME at the end.")
    return {table.name: found[table.name][0] for table in collection.tables if table.name in found}


def _rows(connection: Connection, schema: str, name: str) -> pl.DataFrame:
    import sqlalchemy  # noqa: PLC0415 - see above

    table = sqlalchemy.Table(name, sqlalchemy.MetaData(), schema=schema, autoload_with=connection)
    return pl.read_database(sqlalchemy.select(table), connection, infer_schema_length=None)
