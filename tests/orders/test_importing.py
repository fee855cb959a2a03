"""Is every line of a file either an order or told apart, with its number and the reason?"""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest

from photodesk.orders.demo import demo_orders
from photodesk.orders.importing import LONGEST_LINE, Accepted, FileFormat, Item, Rejected, format_of, read_orders
from photodesk.orders.record import order_to_dict

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
RECORDS = [order_to_dict(order) for order in demo_orders(NOW)]
MINIMAL = {
    "shop": "lumi",
    "number": "PC-1",
    "email": "aino@example.com",
    "state": "paid",
    "placed_at": "2026-11-02T10:15:00Z",
}


def jsonl(*records: Any) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def read(data: bytes, file_format: FileFormat = FileFormat.JSONL) -> list[Item]:
    return list(read_orders(io.BytesIO(data), file_format))


def as_csv(*records: dict[str, Any], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    columns = list(records[0])
    writer.writerow(columns)
    for record in records:
        values = (record[column] for column in columns)
        writer.writerow(json.dumps(value) if isinstance(value, (list, dict)) else value for value in values)
    return out.getvalue().encode()


def the_rejection(items: list[Item]) -> Rejected:
    (rejected,) = (item for item in items if isinstance(item, Rejected))
    return rejected


def test_every_order_of_a_jsonl_file_is_read() -> None:
    items = read(jsonl(*RECORDS))
    assert items == [Accepted(number, order) for number, order in enumerate(demo_orders(NOW), start=1)]


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_csv_file_says_the_same_as_a_jsonl_file(delimiter: str) -> None:
    items = read(as_csv(*RECORDS, delimiter=delimiter), FileFormat.CSV)
    assert items == [Accepted(number, order) for number, order in enumerate(demo_orders(NOW), start=2)]


@pytest.mark.parametrize("file_format", list(FileFormat))
def test_a_byte_order_mark_and_blank_lines_do_no_harm(file_format: FileFormat) -> None:
    data = jsonl(MINIMAL) if file_format is FileFormat.JSONL else as_csv(MINIMAL)
    (item,) = read(b"\xef\xbb\xbf" + data + b"\n   \n\n", file_format)
    assert isinstance(item, Accepted)


def test_a_last_line_without_its_end_is_read() -> None:
    assert len(read(jsonl(*RECORDS).rstrip())) == len(RECORDS)


def test_an_empty_file_has_no_orders() -> None:
    assert read(b"") == []
    assert read(b"", FileFormat.CSV) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"nonsense", "broken JSON at character 1"),
        (b'{"shop": "lumi",}', "broken JSON at character 17"),
        (b"[1, 2]", "JSON but no object"),
        (b"null", "JSON but no object"),
        (b'{"shop": "lumi"}', "number is missing: it is required"),
        (b'{"shop": "J\xe4rvi"}', "not UTF-8: byte 12 of the line is 0xE4"),
        (b"[" * 100_000, "brackets nested too deep"),
        (b'{"number": ' + b"9" * 5000 + b"}", "a number too long"),
        (b'{"shop": "' + b"x" * LONGEST_LINE + b'"}', f"longer than {LONGEST_LINE} bytes"),
    ],
    ids=lambda value: value[:20],
)
def test_a_bad_line_is_named_and_its_neighbours_are_read(line: bytes, reason: str) -> None:
    items = read(jsonl(RECORDS[0]) + line + b"\n" + jsonl(RECORDS[1]))
    assert [type(item) for item in items] == [Accepted, Rejected, Accepted]
    assert [item.line_number for item in items] == [1, 2, 3]
    assert reason in the_rejection(items).reason


def test_a_number_that_comes_twice_is_refused_with_the_first_line_named() -> None:
    items = read(jsonl(MINIMAL, RECORDS[0], MINIMAL))
    assert the_rejection(items) == Rejected(3, "PC-1 of shop lumi is already on line 1")


def test_the_same_number_in_another_shop_is_another_order() -> None:
    items = read(jsonl(MINIMAL, MINIMAL | {"shop": "fjord"}))
    assert all(isinstance(item, Accepted) for item in items)


def test_a_bad_line_does_not_take_the_number_from_the_good_one() -> None:
    items = read(jsonl(MINIMAL | {"state": "lost"}, MINIMAL))
    assert [type(item) for item in items] == [Rejected, Accepted]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b'lumi,PC-2,"aino@example.com,paid,2026-11-02T10:15:00Z,', "broken CSV"),
        (b"lumi,PC-2", "2 cells where the header names 6 columns"),
        (b'lumi,PC-2,aino@example.com,paid,2026-11-02T10:15:00Z,"[{"', "lines: broken JSON"),
        (b"lumi,PC-2,aino@example.com,lost,2026-11-02T10:15:00Z,", 'state is "lost"'),
        (b"lumi,PC-2,aino@example.com,paid,2026-11-02T10:15:00Z,\xff", "not UTF-8: byte 54"),
    ],
    ids=["open quote", "too few cells", "broken JSON", "unknown state", "not UTF-8"],
)
def test_a_bad_row_is_named_and_its_neighbours_are_read(row: bytes, reason: str) -> None:
    good = as_csv(MINIMAL | {"lines": []}, MINIMAL | {"number": "PC-3", "lines": []}).splitlines(keepends=True)
    items = read(good[0] + good[1] + row + b"\n" + good[2], FileFormat.CSV)
    assert [type(item) for item in items] == [Accepted, Rejected, Accepted]
    assert the_rejection(items).line_number == 3
    assert reason in the_rejection(items).reason


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b"shop,number,state", "the header has no column email, placed_at"),
        (b"shop,number,email,state,placed_at,email", "the header has the column email twice"),
    ],
)
def test_a_csv_file_without_its_columns_is_refused_once(header: bytes, reason: str) -> None:
    items = read(header + b"\nlumi,PC-1,paid\nlumi,PC-2,paid\n", FileFormat.CSV)
    assert len(items) == 1
    assert reason in the_rejection(items).reason


@pytest.mark.parametrize(
    ("filename", "file_format"),
    [
        ("orders.csv", FileFormat.CSV),
        ("ORDERS.CSV", FileFormat.CSV),
        ("orders.jsonl", FileFormat.JSONL),
        ("-", FileFormat.JSONL),
    ],
)
def test_a_files_name_tells_its_format(filename: str, file_format: FileFormat) -> None:
    assert format_of(filename) is file_format


def test_a_large_file_is_never_in_memory_as_a_whole() -> None:
    class Endless(io.RawIOBase):
        """A file of 20 MB that exists only while it is read."""

        def __init__(self) -> None:
            self._lines = self._all()
            self._rest = b""

        def _all(self) -> Iterator[bytes]:
            for index in range(2_000):
                yield jsonl(MINIMAL | {"number": f"PC-{index}", "note": "x" * 10_000})

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self._rest = self._rest or next(self._lines, b"")
            count = min(len(buffer), len(self._rest))
            buffer[:count], self._rest = self._rest[:count], self._rest[count:]
            return count

    tracemalloc.start()
    count = sum(isinstance(item, Accepted) for item in read_orders(io.BufferedReader(Endless())))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 2_000
    assert peak < 2_000_000
