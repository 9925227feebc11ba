"""How are a collection's tables read from a database, whichever it is?

The address is SQLAlchemy's: `postgresql://reader@host/cms`, `sqlite:///ssd.db`. Tables and views are found by their
names in any schema; `?schema=NAME` at the end names one, where several have them. Nothing is written. PostgreSQL is
read as it was at one moment, in a transaction that can write nothing.

No message holds a password, a user or a value of a row: of the address the server and the database are told, and of an
error its kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from polars.exceptions import PolarsError

from tally.read.csv import Texts
from tally.read.parquet import under_own_names
from tally.read.problems import Unreadable
from tally.read.sources import Database
from tally.tables import Collection
from tally.years import CollectionYear

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine, Inspector

#: Where databases keep what they know of themselves.
_OWN_SCHEMAS = {"information_schema", "pg_catalog", "sys"}


def as_texts(database: Database, collection: Collection, year: CollectionYear) -> Iterator[Texts]:
    """The tables that are there. Raises Unreadable."""
    import sqlalchemy  # noqa: PLC0415 - heavy, and needed for databases alone
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - as above

    address, engine = _engine(database)
    schema, what = address.query.get("schema"), _shown(address)
    try:
        with engine.connect() as connection:
            places = _places(sqlalchemy.inspect(connection), collection, schema if isinstance(schema, str) else None)
            for name, (found_schema, found_name) in places.items():
                what = f"{found_name} of {_shown(address)}"
                rows = _rows(connection, found_schema, found_name)
                yield under_own_names(found_name, rows, collection.table(name), year)
    except (SQLAlchemyError, PolarsError, ArithmeticError, TypeError, ValueError) as error:
        # Its own words may hold values of rows or the address; its kind says enough.
        raise Unreadable(
            f"{what} cannot be read ({type(error).__name__}). Look whether the database runs, whether this user may "
            "read it, and whether it holds a value that is none, such as a day without end."
        ) from None
    finally:
        engine.dispose()


def _engine(database: Database) -> tuple[URL, Engine]:
    import sqlalchemy  # noqa: PLC0415 - see above
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - see above

    try:
        address = sqlalchemy.make_url(database.address)
        if address.drivername in ("postgres", "postgresql"):
            address = address.set(drivername="postgresql+psycopg")  # the driver that is installed with this
        engine = sqlalchemy.create_engine(address.difference_update_query(["schema"]))
    except (SQLAlchemyError, ImportError, ValueError):
        raise Unreadable(
            "The address of the database is not understood, or what connects to such a database is not installed. "
            "Write it as postgresql://user@host/name or sqlite:///file.db."
        ) from None
    file = address.database
    if engine.dialect.name == "sqlite" and file and file != ":memory:" and not Path(file).is_file():
        raise Unreadable(f"{_shown(address)}: there is no such file.")  # to connect would make one
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return address, engine


def _shown(address: URL) -> str:
    """The address without user, password and options. A password with a mark in it may look like a host."""
    host = "" if address.host is None else address.host + (f":{address.port}" if address.port else "")
    shown = f"{host}/{address.database or ''}"
    return "The database" if "@" in shown else f"{address.drivername}://{shown}"


def _places(inspector: Inspector, collection: Collection, wanted: str | None) -> dict[str, tuple[str, str]]:
    """Where each table stands: its schema and its name there."""
    wanted_names = {table.name for table in collection.tables}
    found: dict[str, list[tuple[str, str]]] = {}
    for schema in inspector.get_schema_names():
        if schema.lower() in _OWN_SCHEMAS or (wanted is not None and schema.lower() != wanted.lower()):
            continue
        for name in _names(inspector, schema):
            if name.lower() in wanted_names:
                found.setdefault(name.lower(), []).append((schema, name))
    for name, places in found.items():
        if len(places) > 1:
            schemas = ", ".join(sorted(schema for schema, _ in places))
            raise Unreadable(f"{name} stands in several schemas: {schemas}. Name one: put ?schema=NAME at the end.")
    return {table.name: found[table.name][0] for table in collection.tables if table.name in found}


def _names(inspector: Inspector, schema: str) -> list[str]:
    """The tables and views of a schema; views that are kept are told apart from others by some servers."""
    names = [*inspector.get_table_names(schema), *inspector.get_view_names(schema)]
    if inspector.dialect.name in ("postgresql", "oracle"):
        names += inspector.get_materialized_view_names(schema)
    return names


def _rows(connection: Connection, schema: str, name: str) -> pl.DataFrame:
    """The rows as the server's types have them, but for JSON, which comes as it was written."""
    import sqlalchemy  # noqa: PLC0415 - see above

    found = sqlalchemy.Table(name, sqlalchemy.MetaData(), schema=schema, autoload_with=connection, resolve_fks=False)
    columns = [
        sqlalchemy.cast(column, sqlalchemy.Text).label(column.name)
        if isinstance(column.type, sqlalchemy.JSON)
        else column
        for column in found.columns
    ]
    return pl.read_database(sqlalchemy.select(*columns), connection, infer_schema_length=None)
