"""How long does importing many orders take, and how much memory?

    python benchmarks/import_orders.py [--orders 10000] [--database URL]

The file is generated first and not counted. Memory is the highest that the whole process has reached.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from photodesk.orders.demo import demo_orders
from photodesk.orders.importing import read_orders
from photodesk.orders.record import Order, order_to_dict
from photodesk.store.database import open_database, upgrade
from photodesk.store.orders import import_orders


def many_orders(count: int, now: datetime) -> Iterator[Order]:
    """Demo orders again and again, each with a number and a customer of its own."""
    chance = random.Random(104223)
    templates = demo_orders(now)
    for index in range(count):
        template = chance.choice(templates)
        yield replace(template, number=f"PC-{500000 + index}", email=f"customer{index // 3}@example.com")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--database", help="default: a new SQLite file, deleted afterwards")
    chosen = parser.parse_args()
    now = datetime.now(timezone.utc)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "orders.jsonl"
        with file.open("w", encoding="utf-8") as out:
            for order in many_orders(chosen.orders, now):
                out.write(json.dumps(order_to_dict(order)) + "\n")
        url = chosen.database or f"sqlite:///{folder}/orders.db"
        upgrade(url)
        engine = open_database(url)
        print(f"{chosen.orders} orders, {file.stat().st_size / 1e6:.1f} MB, {engine.dialect.name}")
        for what in ("first import", "again, unchanged"):
            before = _peak_memory()
            started = time.perf_counter()
            with file.open("rb") as stream:
                report = import_orders(engine, read_orders(stream))
            seconds = time.perf_counter() - started
            print(
                f"{what}: {seconds:.1f} s, {chosen.orders / seconds:.0f} orders/s, "
                f"memory {before:.0f} MB before and at most {_peak_memory():.0f} MB; {report.created} created, "
                f"{report.updated} updated, {report.unchanged} unchanged, {len(report.rejected)} rejected"
            )
        engine.dispose()


def _peak_memory() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform != "darwin" else 1024 * 1024)


if __name__ == "__main__":
    main()
