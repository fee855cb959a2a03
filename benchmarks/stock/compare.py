"""How does the desk compare with stock Rasa, as `rasa init` sets it up, with our domain and our examples?

    python benchmarks/stock/compare.py [--epochs 5] [--keep FOLDER] [--turns 200] [--at-once 32]

Stock is: the pipeline and policies that `rasa init` gives (DIET, ResponseSelector, TED, UnexpecTED, RulePolicy), a rule
and a place in a story for each intent, Rasa's SQL tracker store on SQLite, its REST channel, and an action server that
asks the same desk about the same order. Both servers run side by side and are asked turn about, so that the load of the
machine is the same for both. `--epochs` caps the training: that costs stock accuracy and changes no time of a turn.
`--keep` trains into a folder that a second run finds again.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import aiohttp
import yaml

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

from measuring import (  # noqa: E402
    EMAIL,
    LAST_TURNS,
    NUMBER,
    RASA,
    ROOT,
    SHOP,
    Open,
    Say,
    Server,
    Turn,
    arguments,
    free_port,
    load_demo_orders,
    measure,
    median,
    ours,
    percentile,
    start,
    start_ours,
    tell,
    train_rasa,
)

STORY_LENGTH = 4


def write_project(folder: Path, epochs: int) -> None:
    """A Rasa project as a Rasa user would have it."""
    config = yaml.safe_load((files("rasa") / "engine/recipes/config_files/default_config.yml").read_text())
    config["assistant_id"] = "stock"
    for component in [*config["pipeline"], *config["policies"]]:
        if "epochs" in component:
            component["epochs"] = epochs
    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    intents = [name if isinstance(name, str) else next(iter(name)) for name in domain["intents"]]
    (folder / "data").mkdir(parents=True)
    shutil.copytree(ROOT / "data/nlu", folder / "data/nlu")
    shutil.copy(HERE / "actions.py", folder / "actions.py")
    for name, content in {
        "config.yml": config,
        "domain.yml": domain,
        "data/rules.yml": {
            "version": "3.1",
            "rules": [_told("rule", [intent]) for intent in (*intents, "nlu_fallback")],
        },
        "data/stories.yml": {
            "version": "3.1",
            "stories": [
                _told("story", intents[begin : begin + STORY_LENGTH]) for begin in range(0, len(intents), STORY_LENGTH)
            ],
        },
        "credentials.yml": {"rest": None},
    }.items():
        (folder / name).write_text(yaml.safe_dump(content, sort_keys=False))


def trained_epochs(folder: Path) -> int:
    pipeline = yaml.safe_load((folder / "config.yml").read_text())["pipeline"]
    return next(int(component["epochs"]) for component in pipeline if "epochs" in component)


def _told(kind: str, intents: list[str]) -> dict[str, Any]:
    steps = [step for intent in intents for step in ({"intent": intent}, {"action": "action_answer"})]
    return {kind: f"the desk answers {', '.join(intents)}", "steps": steps}


def train(folder: Path, epochs: int) -> float:
    """Seconds that it took; 0.0 when a model is there already."""
    if any((folder / "models").glob("*.tar.gz")):
        return 0.0
    started = time.perf_counter()
    print(f"training stock Rasa, {epochs} epochs (of 100): minutes …", flush=True)
    train_rasa(folder, "--skip-validation")
    return time.perf_counter() - started


async def start_stock(project: Path, folder: Path) -> tuple[Server, Server]:
    """The stock server and its action server, on a database of their own with the demo orders."""
    port, action_port = free_port(), free_port()
    environment = {
        "PHOTODESK_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/desk.db",
        "PYTHONPATH": f"{project}:{ROOT}",
        "OMP_NUM_THREADS": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    load_demo_orders(environment)
    endpoints = {
        "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(folder / "rasa.db")},
        "action_endpoint": {"url": f"http://127.0.0.1:{action_port}/webhook"},
    }
    (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints))

    async def serve(command: list[str], port: int, ready: str, name: str) -> Server:
        url, log = f"http://127.0.0.1:{port}", folder / f"{name}.log"
        return await start(command, url, ready, environment=environment, folder=project, log=log)

    run_actions = [RASA, "run", "actions", "--port", str(action_port)]
    run_rasa = [RASA, "run", "--port", str(port), "--interface", "127.0.0.1"]
    run_rasa += ["--endpoints", str(folder / "endpoints.yml"), "--credentials", "credentials.yml"]
    actions, server = await asyncio.gather(
        serve(run_actions, action_port, "/health", "actions"),
        serve(run_rasa, port, "/webhooks/rest/", "rasa"),
    )
    return server, actions


def stock(url: str, folder: Path, silences: list[str]) -> Open:
    """Conversations on Rasa's REST channel; the desk behind it knows number and address beforehand."""
    os.environ |= {"PHOTODESK_VAR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/desk.db"}
    from photodesk.asking import Asker, Role
    from photodesk.settings import read_settings
    from photodesk.wiring import open_desk

    desk = open_desk(read_settings())

    async def open_conversation(http: aiohttp.ClientSession) -> Say:
        sender = desk.open_conversation(Asker(Role.CONSUMER, SHOP), "en", number=NUMBER, email=EMAIL)
        seen = 0

        async def say(text: str) -> Turn:
            nonlocal seen
            started = time.perf_counter()
            message = {"sender": sender, "message": text}
            async with http.post(f"{url}/webhooks/rest/webhook", json=message) as reply:
                body = await reply.json()
                ms = (time.perf_counter() - started) * 1000
                assert reply.status == 200, body
            if not body:  # how Rasa says that an action failed
                silences.append(text)
                return Turn(ms, None, False)
            said = desk.history(sender, seen)
            seen = said[-1].id
            return Turn(ms, None, any("order" in (message.answer or {}) for message in said))

        return say

    return open_conversation


async def compare(chosen: argparse.Namespace, project: Path, folder: Path) -> list[tuple[str, str, str, str]]:
    (folder / "ours").mkdir()
    (folder / "stock").mkdir()
    running: list[Server] = []
    silences: list[str] = []
    try:
        us = await start_ours(folder / "ours")
        running.append(us)
        them, actions = await start_stock(project, folder / "stock")
        running += [them, actions]
        both = [ours(us.url), stock(them.url, folder / "stock", silences)]
        measured = await measure(both, chosen.turns, chosen.at_once)
        memories = [us.memory(), them.memory() + actions.memory()]
    finally:
        for server in running:
            server.stop()

    def row(what: str, values: list[float], unit: str, *, more_is_better: bool = False) -> tuple[str, str, str, str]:
        ratio = values[0] / values[1] if more_is_better else values[1] / values[0]
        return what, f"{values[0]:.1f} {unit}", f"{values[1]:.1f} {unit}", f"{ratio:.1f}"

    ms = [[turn.ms for turn in long] for long in measured.longs]
    shown = [sum(turn.looked_up for turn in long) for long in measured.longs]
    return [
        ("what", "the desk", "stock Rasa", "times better"),
        row("turn 1, p50", [median([turn.ms for turn in first]) for first in measured.firsts], "ms"),
        row(f"turn {chosen.turns}, p50 of the last {LAST_TURNS}", [median(each[-LAST_TURNS:]) for each in ms], "ms"),
        row("all turns, p50", [percentile(each, 50) for each in ms], "ms"),
        row("all turns, p99", [percentile(each, 99) for each in ms], "ms"),
        row(f"{chosen.at_once} conversations at once", measured.through, "turns/s", more_is_better=True),
        row("from start to ready", [us.seconds_to_ready, max(them.seconds_to_ready, actions.seconds_to_ready)], "s"),
        row("resident memory", memories, "MB"),
        ("turns whose answer shows the order", f"{shown[0]} of {chosen.turns}", f"{shown[1]} of {chosen.turns}", ""),
        ("turns answered with silence", "0", str(len(silences)), ""),
    ]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--epochs", type=int, default=5, help="of DIET, TED and the rest (Rasa: 100)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="train here, and find it again")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        project = (chosen.keep or Path(scratch) / "project").resolve()
        if not (project / "config.yml").exists():
            write_project(project, chosen.epochs)
        seconds = train(project, chosen.epochs)
        epochs = trained_epochs(project)  # of an earlier run, when the project was kept
        rows = asyncio.run(compare(chosen, project, Path(scratch)))
    trained = f"in {seconds:.0f} s" if seconds else "before"
    print(f"stock Rasa: {epochs} epochs of 100, trained {trained}")
    tell(rows)


if __name__ == "__main__":
    main()
