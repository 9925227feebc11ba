"""How is a census written as XML? All rows of a table at once, from the innermost tables outwards."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tally.cin.tables import CIN, TREE
from tally.data import Data
from tally.read.elements import Element
from tally.tables import Kind

col = pl.col


def write(data: Data, path: Path) -> None:
    """One child a line."""
    header = _texts(data, TREE.others[0])["text"].item()
    children = _texts(data, TREE.child)["text"]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="utf-8"?>\n<{TREE.root}>{header}\n<{TREE.children_in}>\n')
        file.writelines(f"{text}\n" for text in children)
        file.write(f"</{TREE.children_in}>\n</{TREE.root}>\n")


def _texts(data: Data, element: Element) -> pl.DataFrame:
    """`row`, `parent`, `text`: each row of the element's table as it stands in the file."""
    rows = data[element.table]
    leaf = not element.children
    if leaf:
        # A table of one column: the element is the value itself.
        column = CIN.table(element.table).columns[0].name
        return rows.select("row", "parent", text=_item(column, element.name, element.table))
    parts, frame = [], rows
    for child in element.children:
        if not child.is_in(data.year):
            continue
        part, frame = _part(data, element, child, frame)
        parts.append(part)
    return frame.select(
        "row", "parent", text=pl.concat_str(pl.lit(f"<{element.name}>"), *parts, pl.lit(f"</{element.name}>"))
    )


def _part(data: Data, element: Element, child: Element, frame: pl.DataFrame) -> tuple[pl.Expr, pl.DataFrame]:
    """What a child element adds to the text of each row, and the frame with what that needs."""
    if child.table and child.table != element.table:
        name = f"<{child.name}>"
        inside = _texts(data, child).group_by("parent", maintain_order=True).agg(col("text").str.join(""))
        frame = frame.join(inside.rename({"parent": "row", "text": name}), on="row", how="left", maintain_order="left")
        return col(name).fill_null(""), frame
    if not child.children:
        return _item(child.name, child.name, element.table), frame
    parts = []
    for inner in child.children:
        if inner.is_in(data.year):
            part, frame = _part(data, Element(child.name, child.children, table=element.table), inner, frame)
            parts.append(part)
    text = pl.concat_str(parts)
    wrapped = pl.concat_str(pl.lit(f"<{child.name}>"), text, pl.lit(f"</{child.name}>"))
    return pl.when(text == "").then(pl.lit("")).otherwise(wrapped), frame


def _item(column: str, name: str, table: str) -> pl.Expr:
    kind = CIN.table(table).column(column).kind
    value = col(column).cast(pl.Int8) if kind is Kind.FLAG else col(column)
    text = value.cast(pl.String).str.replace_all("&", "&amp;", literal=True).str.replace_all("<", "&lt;", literal=True)
    return (
        pl.when(col(column).is_null())
        .then(pl.lit(""))
        .otherwise(pl.concat_str(pl.lit(f"<{name}>"), text, pl.lit(f"</{name}>")))
    )
