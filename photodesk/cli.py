"""What can be done from a terminal?

Heavy imports (Rasa, TensorFlow) happen only in the commands that understand a message.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from photodesk.problems import KnowledgeBaseError
from photodesk.settings import SettingError, Settings, read_settings

if TYPE_CHECKING:
    from photodesk.serving.once import Asked


class CommandError(Exception):
    """Something that the person at the terminal can mend; the message says how."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    # Warnings of the packages that Rasa pins about one another; some of them undo a mere filter.
    warnings.showwarning = lambda *_, **__: None
    arguments = _parser().parse_args(argv)
    try:
        command: Callable[[argparse.Namespace, Settings], int] = arguments.command
        return command(arguments, read_settings())
    except (CommandError, SettingError, KnowledgeBaseError) as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="photodesk", description="A help desk for a photo-ordering service.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    ask = commands.add_parser("ask", help="answer one message, or a file of them, without a server")
    ask.add_argument("text", nargs="?", help="the message; standard input when left out")
    ask.add_argument("--as", dest="role", choices=("consumer", "photographer", "agent"), default="consumer")
    ask.add_argument("--shop", help="the shop that is asked (default: PHOTODESK_SHOP)")
    ask.add_argument("--order", metavar="NUMBER", help="the order number, as if typed")
    ask.add_argument("--email", metavar="ADDRESS", help="the e-mail address on the order, as if typed")
    ask.add_argument("--locale", default="en")
    ask.add_argument("--now", metavar="ISO-8601", help="the time to answer at (default: now)")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    ask.add_argument("--batch", metavar="FILE.jsonl", help="answer each line's object (- for standard input)")
    ask.set_defaults(command=_ask)

    orders = commands.add_parser("orders", help="the order book").add_subparsers(required=True, metavar="ACTION")
    importing = orders.add_parser("import", help="bring in orders from .jsonl or .csv")
    importing.add_argument("file", help="a .jsonl or .csv file, or - for JSON lines on standard input")
    importing.add_argument("--csv", action="store_true", help="standard input is CSV")
    importing.set_defaults(command=_orders_import)
    show = orders.add_parser("show", help="print one order")
    show.add_argument("number")
    show.add_argument("--shop", help="the shop, when several have this number")
    show.set_defaults(command=_orders_show)
    orders.add_parser("export", help="print every order, one a line").set_defaults(command=_orders_export)
    orders.add_parser("demo", help="load the demo orders, dated from today").set_defaults(command=_orders_demo)

    kb = commands.add_parser("kb", help="the knowledge base").add_subparsers(required=True, metavar="ACTION")
    kb.add_parser("check", help="prove that the knowledge base holds together").set_defaults(command=_kb_check)
    kb_show = kb.add_parser("show", help="print a topic's rules, replies and article")
    kb_show.add_argument("topic")
    kb_show.add_argument("--language", default="en")
    kb_show.set_defaults(command=_kb_show)

    db = commands.add_parser("db", help="the database").add_subparsers(required=True, metavar="ACTION")
    db.add_parser("upgrade", help="bring the database to the current schema").set_defaults(command=_db_upgrade)

    token = commands.add_parser("token", help="print a signed identity token for trying things out")
    token.add_argument("--role", required=True, choices=("consumer", "photographer", "agent"))
    token.add_argument("--shop", required=True)
    token.add_argument("--sub", required=True, metavar="NAME")
    token.add_argument("--email", metavar="ADDRESS")
    token.add_argument("--ttl", type=int, default=600, metavar="SECONDS", help="at most 600")
    token.set_defaults(command=_token)

    train = commands.add_parser("train", help="train the model when what it is made of has changed")
    train.add_argument("--force", action="store_true", help="train in any case")
    train.set_defaults(command=_train)

    data = commands.add_parser("data", help="the training data").add_subparsers(required=True, metavar="ACTION")
    lint = data.add_parser("lint", help="tell what is wrong, doubtful or missing in the training data")
    lint.add_argument("--examples", type=Path, default=Path("data/nlu"), metavar="FOLDER", help="default: data/nlu")
    lint.add_argument("--no-model", action="store_true", help="leave out what takes minutes: a model's second opinion")
    lint.set_defaults(command=_data_lint)

    bench = commands.add_parser("bench", help="measure").add_subparsers(required=True, metavar="WHAT")
    understanding = bench.add_parser("understanding", help="how well messages are understood")
    understanding.add_argument(
        "--file", type=Path, metavar="FILE.jsonl", help='messages as {"text", "topics"}, judged by the newest model'
    )
    understanding.add_argument("--picture", type=Path, metavar="FILE.png", help="draw confusions and confidences")
    understanding.add_argument("--totals", action="store_true", help="show no message: for sets that nobody is to read")
    understanding.set_defaults(command=_bench_understanding)
    public = bench.add_parser("public", help="the same on public data sets, beside published figures")
    public.add_argument(
        "--data", type=Path, default=Path("../shared/data"), metavar="FOLDER", help="where the sets are"
    )
    public.add_argument("--only", choices=("banking77", "clinc150", "hint3"), help="one set only")
    public.set_defaults(command=_bench_public)

    serve = commands.add_parser("serve", help="serve the chat")
    serve.set_defaults(command=_serve)
    return parser


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.serving.once import Asked, AskError, asking

    if arguments.batch:
        with _lines(arguments.batch) as lines, asking(settings) as answer:
            return _ask_batch(lines, answer)
    text = arguments.text if arguments.text is not None else sys.stdin.read()
    try:
        asked = Asked.of(
            {
                "text": text,
                "as": arguments.role,
                "shop": arguments.shop,
                "order": arguments.order,
                "email": arguments.email,
                "locale": arguments.locale,
                "now": arguments.now,
            }
        )
    except AskError as error:
        raise CommandError(str(error)) from None
    with asking(settings) as answer:
        given = answer(asked)
    print(json.dumps(given, ensure_ascii=False) if arguments.json else _readable(given))
    return 0


def _ask_batch(lines: Iterable[bytes], answer: Callable[[Asked], dict[str, Any]]) -> int:
    """Answer line by line; a bad line is answered with its error, and the rest goes on."""
    from photodesk.serving.once import Asked, AskError

    failed = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row: dict[str, Any] = {}
        try:
            parsed = json.loads(line)
            if not isinstance(parsed, dict):
                raise AskError("the line is not a JSON object")
            row = parsed
            row["answer"] = answer(Asked.of(parsed))
        except ValueError as error:
            failed += 1
            row["error"] = f"line {number}: {error}"
            print(row["error"], file=sys.stderr)
        print(json.dumps(row, ensure_ascii=False), flush=True)
    return 1 if failed else 0


def _readable(answer: dict[str, Any]) -> str:
    """An answer for a reader at a terminal."""
    paragraphs = []
    for part in answer.get("parts") or [answer]:
        paragraphs.append(part["text"])
        if part["citations"]:
            paragraphs.append("\n".join(f"  Source: {cite['title']} ({cite['url']})" for cite in part["citations"]))
    if answer["buttons"]:
        paragraphs.append("  " + "  ".join(f"[{button['title']}]" for button in answer["buttons"]))
    return "\n\n".join(paragraphs)


def _orders_import(arguments: argparse.Namespace, settings: Settings) -> int:
    from tqdm import tqdm

    from photodesk.orders.importing import FileFormat, format_of, read_orders
    from photodesk.store.database import open_database, upgrade
    from photodesk.store.orders import import_orders

    if settings.database_url.startswith("sqlite"):
        upgrade(settings.database_url)
    standard = FileFormat.CSV if arguments.csv else FileFormat.JSONL
    file_format = standard if arguments.file == "-" else format_of(arguments.file)
    with (
        _lines(arguments.file) as stream,
        tqdm(unit=" orders", desc="importing", file=sys.stderr, disable=None) as bar,
    ):
        items = read_orders(stream, file_format)
        report = import_orders(open_database(settings.database_url), items, progress=bar.update)
    for rejected in report.rejected:
        print(f"line {rejected.line_number}: {rejected.reason}", file=sys.stderr)
    for notice in report.notices:
        print(notice, file=sys.stderr)
    print(
        f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged, "
        f"{len(report.rejected)} rejected"
    )
    return 1 if report.rejected else 0


def _orders_show(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.orders.record import order_to_dict
    from photodesk.store.database import open_database
    from photodesk.store.orders import orders_numbered

    found = orders_numbered(open_database(settings.database_url), arguments.number, shop=arguments.shop)
    if not found:
        raise CommandError(
            f"there is no order {arguments.number}" + (f" in {arguments.shop}" if arguments.shop else "")
        )
    for order in found:
        print(json.dumps(order_to_dict(order), ensure_ascii=False, indent=2))
    return 0


def _orders_export(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.orders.record import order_to_dict
    from photodesk.store.database import open_database
    from photodesk.store.orders import export_orders

    for order in export_orders(open_database(settings.database_url)):
        print(json.dumps(order_to_dict(order), ensure_ascii=False))
    return 0


def _orders_demo(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.orders.demo import demo_orders
    from photodesk.orders.importing import Accepted
    from photodesk.store.database import open_database, upgrade
    from photodesk.store.orders import import_orders

    upgrade(settings.database_url)
    orders = demo_orders(datetime.now(timezone.utc))
    items = (Accepted(number, order) for number, order in enumerate(orders, 1))
    import_orders(open_database(settings.database_url), items)
    print(f"{len(orders)} demo orders in {len({order.shop for order in orders})} shops, dated from today")
    return 0


def _kb_check(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.knowledge.base import examine

    knowledge, problems = examine(settings.kb)
    for problem in problems:
        print(problem)
    if problems or knowledge is None:
        print(f"{len(problems)} problems", file=sys.stderr)
        return 1
    situations = sum(1 for table in knowledge.tables.values() for _ in table.situations())
    rules = sum(len(table.rules) for table in knowledge.tables.values())
    print(
        f"{len(knowledge.tables)} topics, {rules} rules: each of {situations} situations meets exactly one; "
        f"every citation, reply and placeholder resolves"
    )
    return 0


def _kb_show(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.knowledge.base import load

    knowledge = load(settings.kb)
    if arguments.topic not in knowledge.tables:
        raise CommandError(f"there is no topic {arguments.topic!r}; there are {', '.join(knowledge.topics)}")
    article = knowledge.article(arguments.topic, arguments.language)
    print(f"{arguments.topic}  version {article.version}  {article.status}\n")
    for rule in knowledge.tables[arguments.topic].rules:
        print(f"{rule.id}: {rule.outcome.value}, because {rule.because}")
        print(f"    {knowledge.reply(arguments.topic, rule.reply, arguments.language)}")
    print("\n" + article.text)
    return 0


def _db_upgrade(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.store.database import upgrade

    upgrade(settings.database_url)
    print("the database has the current schema")
    return 0


def _token(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.tokens import TokenError, mint_identity

    try:
        print(mint_identity(settings, arguments.role, arguments.shop, arguments.sub, arguments.email, arguments.ttl))
    except TokenError as error:
        raise CommandError(str(error)) from None
    return 0


def _train(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.serving.training import train_when_changed

    return 0 if train_when_changed(settings, force=arguments.force) else 1


def _data_lint(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.knowledge.base import load
    from photodesk.understanding import lint
    from photodesk.understanding.examples import InvalidExamplesError
    from photodesk.understanding.reading import OUT_OF_SCOPE, TALK

    if not arguments.examples.is_dir():
        raise CommandError(f"{arguments.examples}: no such folder")
    try:
        topics = {*load(settings.kb).topics, *TALK, OUT_OF_SCOPE}
        checks = lint.run(arguments.examples, topics, with_model=not arguments.no_model)
    except InvalidExamplesError as error:
        raise CommandError(str(error)) from None
    print(lint.report(checks))
    return 1 if lint.has_errors(checks) else 0


def _bench_understanding(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.serving.training import trained_models
    from photodesk.understanding.bench import InvalidMessagesError, run

    models = trained_models(settings.models)
    try:
        print(
            run(
                file=arguments.file,
                model=models[-1] if models else None,
                picture=arguments.picture,
                totals=arguments.totals,
            )
        )
    except InvalidMessagesError as error:
        raise CommandError(str(error)) from None
    return 0


def _bench_public(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.understanding.public import MissingDataError, run

    try:
        print(run(arguments.data, arguments.only))
    except MissingDataError as error:
        raise CommandError(str(error)) from None
    return 0


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.web.serve import serve

    serve(settings)
    return 0


@contextmanager
def _lines(name: str) -> Iterator[BinaryIO]:
    """A file or standard input, as bytes, so that a wrong encoding can be told by its line."""
    if name == "-":
        yield sys.stdin.buffer
        return
    with _opened(name) as stream:
        yield stream


def _opened(name: str) -> BinaryIO:
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from None


if __name__ == "__main__":
    sys.exit(main())
