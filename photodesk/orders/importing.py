"""Which orders are in a file, and which of its lines are none?

A `.jsonl` file holds one record in the contract's shape a line.

A `.csv` file has a header that names its columns, and then one order a line: a cell holds no line break. The
record's plain fields (shop, number, email, postcode, locale, state, placed_at, production, currency,
delivery_fee, payment_method) stand under their own names; lines, charges, shipments, files, gallery and
history each as one JSON value in a cell. An empty cell counts as not given. Cells are parted by commas, or by
semicolons when the header's are.

Both are UTF-8, with or without a byte order mark; blank lines are skipped. Only the line at hand and the
numbers already seen are kept in memory.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath
from typing import BinaryIO, TypeAlias

from photodesk.orders.record import InvalidRecord, Order, parse_order

LONGEST_LINE = 1024 * 1024
_JSON_COLUMNS = frozenset({"lines", "charges", "shipments", "files", "gallery", "history"})
_REQUIRED_COLUMNS = ("shop", "number", "email", "state", "placed_at")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class FileFormat(str, Enum):
    JSONL = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Accepted:
    line_number: int
    order: Order


@dataclass(frozen=True, slots=True)
class Rejected:
    line_number: int
    reason: str


Item: TypeAlias = Accepted | Rejected


class _LineError(ValueError):
    """A line that cannot be read as a record at all."""


def format_of(filename: str) -> FileFormat:
    """Tell the format from the name's end; standard input (`-`) and every other name are read as `.jsonl`."""
    return FileFormat.CSV if PurePath(filename).suffix.lower() == ".csv" else FileFormat.JSONL


def read_orders(stream: BinaryIO, file_format: FileFormat = FileFormat.JSONL) -> Iterator[Item]:
    """Read a file line by line, each to an order or to the reason why it is none; a bad line stops nothing.

    A number that comes a second time for the same shop is rejected, and the first one's line named.
    """
    records = _json_records(stream) if file_format is FileFormat.JSONL else _csv_records(stream)
    first_lines: dict[tuple[str, str], int] = {}
    for line_number, record in records:
        if isinstance(record, _LineError):
            yield Rejected(line_number, str(record))
            continue
        try:
            order = parse_order(record)
        except InvalidRecord as error:
            yield Rejected(line_number, str(error))
            continue
        first = first_lines.setdefault((order.shop, order.number), line_number)
        if first == line_number:
            yield Accepted(line_number, order)
        else:
            yield Rejected(line_number, f"{order.number} of shop {order.shop} is already on line {first}")


def _json_records(stream: BinaryIO) -> Iterator[tuple[int, Mapping[str, object] | _LineError]]:
    for line_number, line in _lines(stream):
        if isinstance(line, _LineError):
            yield line_number, line
        elif line.strip():
            try:
                yield line_number, _object(line)
            except _LineError as error:
                yield line_number, error


def _object(text: str) -> Mapping[str, object]:
    value = _json(text)
    if not isinstance(value, dict):
        raise _LineError("the line is JSON but no object: write one order, in braces, a line")
    return value


def _json(text: str) -> object:
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise _LineError(f"broken JSON at character {error.pos + 1}: {error.msg}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets nested too deep
        raise _LineError("broken JSON: a number too long or brackets nested too deep") from None
    return value


def _csv_records(stream: BinaryIO) -> Iterator[tuple[int, Mapping[str, object] | _LineError]]:
    columns: list[str] | None = None
    delimiter = ","
    for line_number, line in _lines(stream):
        try:
            if isinstance(line, _LineError):
                raise line
            if not line.strip():
                continue
            if columns is None:
                delimiter = ";" if line.count(";") > line.count(",") else ","
                columns = _columns(_cells(line, delimiter))
            else:
                yield line_number, _record_of_cells(columns, _cells(line, delimiter))
        except _LineError as error:
            yield line_number, error
            if columns is None:  # without a header the other lines say nothing
                return


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _LineError(f"broken CSV ({error}): close every quote on its line") from None


def _columns(header: list[str]) -> list[str]:
    columns = [cell.strip() for cell in header]
    missing = [column for column in _REQUIRED_COLUMNS if column not in columns]
    if missing:
        raise _LineError(f"the header has no column {', '.join(missing)}: nothing was read")
    twice = [column for column in columns if column and columns.count(column) > 1]
    if twice:
        raise _LineError(f"the header has the column {twice[0]} twice: nothing was read")
    return columns


def _record_of_cells(columns: list[str], cells: list[str]) -> Mapping[str, object]:
    if len(cells) != len(columns):
        raise _LineError(f"{len(cells)} cells where the header names {len(columns)} columns")
    record: dict[str, object] = {}
    for column, cell in zip(columns, cells, strict=True):
        if not cell.strip():
            continue
        try:
            record[column] = _json(cell) if column in _JSON_COLUMNS else cell
        except _LineError as error:
            raise _LineError(f"{column}: {error}") from None
    return record


def _lines(stream: BinaryIO) -> Iterator[tuple[int, str | _LineError]]:
    line_number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        line_number += 1
        if line_number == 1:
            raw = raw.removeprefix(_BYTE_ORDER_MARK)
        if len(raw) > LONGEST_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(LONGEST_LINE)
            yield line_number, _LineError(f"the line is longer than {LONGEST_LINE} bytes")
            continue
        try:
            yield line_number, raw.decode("utf-8")
        except UnicodeDecodeError as error:
            byte = raw[error.start]
            yield line_number, _LineError(f"not UTF-8: byte {error.start + 1} of the line is 0x{byte:02X}")
