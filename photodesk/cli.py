"""What can be done from a terminal?

Heavy imports (Rasa, TensorFlow) happen only in the commands that understand a message.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from photodesk.problems import KnowledgeBaseError
from photodesk.settings import SettingError, Settings, read_settings

if TYPE_CHECKING:
    from photodesk.accounts.account import Account, AccountBook
    from photodesk.learning.replay import Recorded
    from photodesk.privacy import Address
    from photodesk.serving.once import Asked
    from photodesk.suggesting.suggesting import Suggestion


_MOST_GAPS = 2000
"""So many questions are read in half a minute."""
_MOST_DAYS = 3660
_LOG_IS_READ = "The database's log could not be emptied while others read it: run this again to do so"


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

    draft = commands.add_parser("draft", help="draft answers to a letter, as agents get them, without a server")
    draft.add_argument("text", nargs="?", help="the letter; standard input when left out")
    draft.add_argument("--as", dest="role", choices=("consumer", "photographer"), default="consumer")
    draft.add_argument("--shop", help="the shop that was written to (default: PHOTODESK_SHOP)")
    draft.add_argument("--order", metavar="NUMBER", help="the order, when it is known")
    draft.add_argument("--from", dest="sender", metavar="ADDRESS", help="where the letter comes from")
    draft.add_argument("--locale", default="en")
    draft.add_argument("--explain", action="store_true", help="under each sentence, what it rests on")
    draft.add_argument("--json", action="store_true", help="print everything as JSON")
    draft.set_defaults(command=_draft)

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
    kb_diff = kb.add_parser("diff", help="show which answers an edit changes, and how many customers had them")
    kb_diff.add_argument(
        "--against",
        metavar="FOLDER|REVISION",
        help="the knowledge base before: a folder, or a revision of git (default: HEAD)",
    )
    kb_diff.add_argument("--days", type=int, default=30, help="of conversations to look at (default: 30)")
    kb_diff.add_argument("--json", action="store_true", help="print everything as JSON")
    kb_diff.set_defaults(command=_kb_diff)
    kb_gaps = kb.add_parser("gaps", help="show what was asked and had no answer, grouped by meaning")
    kb_gaps.add_argument("--days", type=int, default=90, help="of questions to look at (default: 90)")
    kb_gaps.add_argument("--json", action="store_true", help="print the groups as JSON")
    kb_gaps.set_defaults(command=_kb_gaps)
    kb_show = kb.add_parser("show", help="print a topic's rules, replies and article")
    kb_show.add_argument("topic")
    kb_show.add_argument("--language", default="en")
    kb_show.set_defaults(command=_kb_show)

    db = commands.add_parser("db", help="the database").add_subparsers(required=True, metavar="ACTION")
    db.add_parser("upgrade", help="bring the database to the current schema").set_defaults(command=_db_upgrade)

    notices = commands.add_parser("notices", help="what people are to hear of cases")
    notices_actions = notices.add_subparsers(required=True, metavar="ACTION")
    sending = notices_actions.add_parser("send", help="send all that is due; a running server does so by itself")
    sending.add_argument("--given-up", action="store_true", help="also what was given up")
    sending.set_defaults(command=_notices_send)
    notices_actions.add_parser("list", help="show what has not been sent, and why").set_defaults(command=_notices_list)

    privacy = commands.add_parser("privacy", help="what is held about people").add_subparsers(
        required=True, metavar="ACTION"
    )
    held = privacy.add_parser("export", help="print everything that is held about a person, as JSON")
    held.add_argument("--email", required=True, metavar="ADDRESS")
    held.set_defaults(command=_privacy_export)
    erasing = privacy.add_parser("erase", help="erase everything that is held about a person, but the orders")
    erasing.add_argument("--email", required=True, metavar="ADDRESS")
    erasing.add_argument("--yes", action="store_true", help="do it; without, it is only shown")
    erasing.set_defaults(command=_privacy_erase)
    sweeping = privacy.add_parser("sweep", help="erase what has been kept as long as PHOTODESK_KEEP_… says")
    sweeping.add_argument("--dry-run", action="store_true", help="only count it")
    sweeping.set_defaults(command=_privacy_sweep)
    sealing = privacy.add_parser("seal", help="encrypt what is plain, or is by an older key, with the first key")
    sealing.set_defaults(command=_privacy_seal)

    sessions = commands.add_parser("sessions", help="who may go on with a conversation").add_subparsers(
        required=True, metavar="ACTION"
    )
    ending = sessions.add_parser("end", help="end the sessions of a shop, or of one whom its tokens named")
    ending.add_argument("--shop", required=True)
    ending.add_argument("--sub", metavar="NAME", help="whom the tokens named; everybody when left out")
    ending.set_defaults(command=_sessions_end)

    accounts = commands.add_parser("accounts", help="who may sign in to answer").add_subparsers(
        required=True, metavar="ACTION"
    )
    adding = accounts.add_parser("add", help="make an account; asks for the password, or reads it from standard input")
    adding.add_argument("name")
    adding.add_argument("--queues", required=True, metavar="QUEUE,…", help="whose cases: shops, or service")
    adding.add_argument("--lead", action="store_true", help="leads a team")
    adding.add_argument("--shown-as", metavar="NAME", help="what askers read instead of the name")
    adding.add_argument(
        "--oidc", metavar="WHO", help="signs in by the provider, which knows this address or id; asks for no password"
    )
    adding.set_defaults(command=_accounts_add)
    accounts.add_parser("list", help="show all accounts").set_defaults(command=_accounts_list)
    changing = accounts.add_parser("password", help="give another password, and end whatever is signed in")
    changing.add_argument("name", type=str.lower)
    changing.set_defaults(command=_accounts_password)
    giving = accounts.add_parser("queues", help="give other queues")
    giving.add_argument("name", type=str.lower)
    giving.add_argument("queues", metavar="QUEUE,…")
    giving.add_argument("--lead", action=argparse.BooleanOptionalAction, help="leads a team, or no longer does")
    giving.set_defaults(command=_accounts_queues)
    knowing = accounts.add_parser("oidc", help="say how the provider knows this person, and end whatever is signed in")
    knowing.add_argument("name", type=str.lower)
    knowing.add_argument("who", nargs="?", help="an e-mail address or an id; left out, the provider opens it no more")
    knowing.set_defaults(command=_accounts_oidc)
    for word, help in (("disable", "let nobody sign in, and end whatever is signed in"), ("enable", "undo disable")):
        switching = accounts.add_parser(word, help=help)
        switching.add_argument("name", type=str.lower)
        switching.set_defaults(command=_accounts_switch, enables=word == "enable")

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


def _draft(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.asking import Role
    from photodesk.conversation.log import ForgetfulLog
    from photodesk.serving.training import trained_models
    from photodesk.suggesting.suggesting import Asked
    from photodesk.understanding.reader import Reader
    from photodesk.wiring import open_desk

    text = arguments.text if arguments.text is not None else sys.stdin.read()
    models = trained_models(settings.models)
    if not text.strip():
        raise CommandError("There is no letter: give it as an argument or on standard input.")
    if not models:
        raise CommandError(f"There is no model in {settings.models}: run `photodesk train`.")
    desk = open_desk(settings, log=ForgetfulLog())
    shop, asked = arguments.shop or settings.shop, Asked(text, Role(arguments.role), arguments.order, arguments.sender)
    found = desk.writing.drafts(shop, asked, Reader.load_archive(models[-1]).read(text), arguments.locale)
    if arguments.json:
        print(json.dumps([suggestion.as_dict() for suggestion in found], ensure_ascii=False))
    else:
        print("\n\n".join(_readable_draft(one, place, arguments.explain) for place, one in enumerate(found, 1)))
    return 0


def _readable_draft(suggestion: Suggestion, place: int, explains: bool) -> str:
    head = [f"== Draft {place}, to the {suggestion.recipient.value}"]
    for part in suggestion.draft.answer.parts or (suggestion.draft.answer,):
        rule = f", rule {part.rule}: {part.because}" if part.rule else ""
        head += [f"   {part.topic}, {part.confidence:.0%}{rule}"] if part.topic else []
    head += [f"   Look out: {caution.text}" for caution in suggestion.cautions]
    if not explains:
        return "\n".join([*head, "", suggestion.draft.text])
    lines = [f"{line.text}\n    {line.source}" for line in suggestion.draft.lines]
    return "\n".join([*head, "", *lines])


def _orders_import(arguments: argparse.Namespace, settings: Settings) -> int:
    from tqdm import tqdm

    from photodesk.orders.importing import FileFormat, format_of, read_orders
    from photodesk.store.database import database_of, upgrade
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
        report = import_orders(database_of(settings), items, progress=bar.update)
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
    from photodesk.store.database import database_of
    from photodesk.store.orders import orders_numbered

    found = orders_numbered(database_of(settings), arguments.number, shop=arguments.shop)
    if not found:
        raise CommandError(
            f"there is no order {arguments.number}" + (f" in {arguments.shop}" if arguments.shop else "")
        )
    for order in found:
        print(json.dumps(order_to_dict(order), ensure_ascii=False, indent=2))
    return 0


def _orders_export(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.orders.record import order_to_dict
    from photodesk.store.database import database_of
    from photodesk.store.orders import export_orders

    for order in export_orders(database_of(settings)):
        print(json.dumps(order_to_dict(order), ensure_ascii=False))
    return 0


def _orders_demo(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.orders.demo import demo_orders
    from photodesk.orders.importing import Accepted
    from photodesk.store.database import database_of, upgrade
    from photodesk.store.orders import import_orders

    upgrade(settings.database_url)
    orders = demo_orders(datetime.now(timezone.utc))
    items = (Accepted(number, order) for number, order in enumerate(orders, 1))
    import_orders(database_of(settings), items)
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


def _kb_diff(arguments: argparse.Namespace, settings: Settings) -> int:
    """Ends as `diff` does: with 0 when nothing changes, 1 when something does, 2 when it cannot be told."""
    from photodesk.knowledge.base import examine, load
    from photodesk.learning.difference import difference
    from photodesk.learning.telling import told

    try:
        days = _days(arguments)
        with _kb_before(settings.kb, arguments.against) as folder:
            before, problems = examine(folder)
        if before is None:
            raise KnowledgeBaseError(problems)
        if problems:  # it was written for an older program, as a rule
            print(f"Before, {len(problems)} things did not hold together: what was amiss is new", file=sys.stderr)
        found = difference(before, load(settings.kb), _situations(settings, days))
    except (CommandError, KnowledgeBaseError) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(found.as_dict(), ensure_ascii=False) if arguments.json else told(found, days))
    return 1 if found else 0


@contextmanager
def _kb_before(folder: Path, against: str | None) -> Iterator[Path]:
    from photodesk.learning.revisions import GitError, at_revision, is_in_repository

    if against is not None and Path(against).is_dir():
        yield Path(against)
        return
    if not is_in_repository(folder):
        raise CommandError(f"{folder} lies in no repository: name the folder to compare it with, --against FOLDER")
    try:
        with at_revision(folder, against or "HEAD") as then:
            yield then
    except GitError as error:
        raise CommandError(f"--against: {error}") from None


def _situations(settings: Settings, days: int) -> Iterator[Recorded]:
    """What was asked lately; nothing when there is no database to ask, which is told."""
    from photodesk.store.database import database_of, utc_now
    from photodesk.store.situations import SqlSituations

    since = (utc_now() - timedelta(days)).date()
    try:
        yield from SqlSituations(database_of(settings)).since(since)
    except SettingError as error:
        print(f"No conversations were looked at. {error}", file=sys.stderr)


def _days(arguments: argparse.Namespace) -> int:
    if not 1 <= arguments.days <= _MOST_DAYS:
        raise CommandError(f"--days: use a whole number from 1 to {_MOST_DAYS}")
    return int(arguments.days)


def _kb_gaps(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.learning.gaps import KINDS, MOST_EXAMPLES, find_gaps
    from photodesk.store.database import database_of
    from photodesk.store.numbers import SqlNumbers
    from photodesk.wiring import open_lessons

    days = _days(arguments)
    book = SqlNumbers(database_of(settings))
    lessons = open_lessons(settings, book)
    found = find_gaps(book, None, lessons.mask(), lessons.grouping, lessons.today, days, most=_MOST_GAPS)
    if arguments.json:
        print(json.dumps([gap.as_dict() for gap in found], ensure_ascii=False))
        return 0
    for gap in found:
        topic = f", taken for {gap.topic}" if gap.topic else ""
        many = "1 question" if gap.count == 1 else f"{gap.count} questions"
        print(f"{gap.examples[0]}\n  {gap.id}: {many}, last on {gap.newest}{topic}")
        print("  " + "; ".join(f"{KINDS[kind]}: {count}" for kind, count in gap.kinds.items()))
        print("".join(f"  - {example}\n" for example in gap.examples[1:MOST_EXAMPLES]))
    print(f"{sum(gap.count for gap in found)} questions in {len(found)} groups")
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


def _notices_send(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.notifying.notifier import Result
    from photodesk.wiring import open_desk, open_notifier

    notifier = open_notifier(open_desk(settings))
    if notifier is None:
        raise CommandError("there is nothing to send with: set PHOTODESK_SMTP_URL, or a webhook in PHOTODESK_SUPPORT")
    if arguments.given_up:
        notifier.outbox.revive(notifier.clock())
    results = notifier.send_due()
    print(f"{results[Result.SENT]} sent, {results[Result.FAILED]} failed, {results[Result.GIVEN_UP]} given up")
    return 1 if results[Result.FAILED] or results[Result.GIVEN_UP] else 0


def _notices_list(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.store.database import database_of
    from photodesk.store.notices import SqlOutbox

    for unsent in SqlOutbox(database_of(settings)).unsent():
        notice = unsent.notice
        due = f"due {unsent.due_at:%Y-%m-%d %H:%M} UTC" if unsent.due_at else "given up"
        print(
            f"notice {notice.id}, case {notice.case_id}: {notice.about.value} by {notice.channel.value}, "
            f"made {notice.made_at:%Y-%m-%d %H:%M} UTC, {notice.attempts} attempts, {due}: {unsent.error or '-'}"
        )
    return 0


def _privacy_export(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.orders.record import order_to_dict
    from photodesk.store.database import database_of
    from photodesk.store.orders import orders_under
    from photodesk.store.privacy import held_about

    address = _address(arguments.email)
    engine = database_of(settings)
    found = [order_to_dict(order) for order in orders_under(engine, address.key)]
    held = {
        "email": address.key,
        **held_about(engine, address),
        "orders": {
            "about": "These are the order system's, which the desk only reads; it is the one to correct or erase them.",
            "count": len(found),
            "records": found,
        },
    }
    print(json.dumps(held, ensure_ascii=False, indent=2, default=str))
    return 0


def _privacy_erase(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.store.database import database_of, rewrite_file, utc_now
    from photodesk.store.privacy import count, erase_all, find, outline

    address = _address(arguments.email)
    engine = database_of(settings)
    found = find(engine, address)
    if not arguments.yes and not found.conversations and not found.suggestions:
        print(f"nothing is held about {address.key} but orders, if there are any")
        return 0
    if not arguments.yes:
        for one in outline(engine, found):
            print(
                f"{one.id}: {one.role} of {one.shop}, {one.created_at:%Y-%m-%d} to {one.updated_at:%Y-%m-%d}, "
                f"{one.messages} messages; {', '.join(found.conversations[one.id])}"
            )
        print(f"to be erased: {_counted(count(engine, found))}")
        print("Nothing was erased: look whether all of it is theirs, then add --yes", file=sys.stderr)
        return 1
    print(f"erased: {_counted(erase_all(engine, found, utc_now()))}")
    if not rewrite_file(engine):
        raise CommandError(_LOG_IS_READ)
    return 0


def _privacy_sweep(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.privacy import Keeping
    from photodesk.store.database import database_of, utc_now
    from photodesk.store.sweeping import count, sweep

    engine = database_of(settings)
    keeping, now = Keeping.of(settings), utc_now()
    if arguments.dry_run:
        print(f"to be erased: {_counted(count(engine, keeping, now))}")
    else:
        print(f"erased: {_counted(sweep(engine, keeping, now))}")
    return 0


def _privacy_seal(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.store.database import database_of, rewrite_file
    from photodesk.store.resealing import seal_everything

    if not settings.text_keys:
        raise CommandError("there is no key to encrypt with: set PHOTODESK_TEXT_KEYS")
    engine = database_of(settings)
    print(f"encrypted: {_counted(seal_everything(engine))}")
    if not rewrite_file(engine):
        raise CommandError(_LOG_IS_READ)
    return 0


def _sessions_end(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.store.conversations import end_sessions
    from photodesk.store.database import database_of, utc_now

    engine = database_of(settings)
    print(f"ended: {end_sessions(engine, arguments.shop, arguments.sub, utc_now())}")
    return 0


def _accounts_add(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.accounts.account import new_account

    with _accounts(settings) as (book, now):
        account = new_account(
            arguments.name,
            arguments.queues.split(","),
            shown_as=arguments.shown_as,
            is_lead=arguments.lead,
            known_by=arguments.oidc,
        )
        if book.account(account.name) is not None:  # before somebody thinks of a password
            raise CommandError(f"there is an account {account.name} already")
        hash = None if arguments.oidc else _new_password(settings, account)
        book.add(account, hash, now)
    print(f"{account.name} may sign in at {settings.public_url}/desk/sign-in")
    return 0


def _accounts_list(arguments: argparse.Namespace, settings: Settings) -> int:
    with _accounts(settings) as (book, _):
        for account in book.accounts():
            role = "lead" if account.is_lead else "agent"
            shown = f', shown as "{account.shown_as}"' if account.shown_as else ""
            known = f", known by {account.known_by}" if account.known_by else ""
            disabled = f", disabled {account.disabled_at:%Y-%m-%d %H:%M} UTC" if account.disabled_at else ""
            print(f"{account.name}: {role} of {', '.join(sorted(account.queues))}{shown}{known}{disabled}")
    return 0


def _accounts_password(arguments: argparse.Namespace, settings: Settings) -> int:
    with _accounts(settings) as (book, now):
        account = book.account(arguments.name)
        if account is None:
            raise CommandError(f"there is no account {arguments.name}")
        book.change_password(account.name, _new_password(settings, account), now)
    print(f"{account.name} has another password; whoever was signed in no longer is")
    return 0


def _accounts_queues(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.accounts.account import queues_of

    with _accounts(settings) as (book, now):
        queues = queues_of(arguments.queues.split(","))
        book.change_queues(arguments.name, queues, arguments.lead, now)
    print(f"{arguments.name} answers for {', '.join(sorted(queues))}")
    return 0


def _accounts_oidc(arguments: argparse.Namespace, settings: Settings) -> int:
    from photodesk.accounts.account import known

    with _accounts(settings) as (book, now):
        who = known(arguments.who) if arguments.who else None
        book.change_known_by(arguments.name, who, now)
    print(f"the provider knows {arguments.name} by {who}" if who else f"the provider opens {arguments.name} no more")
    return 0


def _accounts_switch(arguments: argparse.Namespace, settings: Settings) -> int:
    with _accounts(settings) as (book, now):
        (book.enable if arguments.enables else book.disable)(arguments.name, now)
    print(f"{arguments.name} {'may sign in again' if arguments.enables else 'is disabled and no longer signed in'}")
    return 0


@contextmanager
def _accounts(settings: Settings) -> Iterator[tuple[AccountBook, datetime]]:
    """The accounts, in a database with the current schema; what they refuse is told at the terminal."""
    from photodesk.accounts.account import AccountError
    from photodesk.accounts.passwords import WeakPasswordError
    from photodesk.store.accounts import SqlAccounts
    from photodesk.store.database import database_of, upgrade, utc_now

    if settings.database_url.startswith("sqlite"):
        upgrade(settings.database_url)
    try:
        yield SqlAccounts(database_of(settings)), utc_now()
    except (AccountError, WeakPasswordError) as error:
        raise CommandError(str(error)) from None


def _new_password(settings: Settings, account: Account) -> str:
    """The hash of a password that is typed twice at a terminal, or comes as a line of standard input."""
    from photodesk.accounts.passwords import Passwords

    if sys.stdin.isatty():
        password = getpass(f"Password for {account.name}: ")
        if getpass("Once more: ") != password:
            raise CommandError("these were two different passwords: try again")
    else:
        password = sys.stdin.readline().removesuffix("\n").removesuffix("\r")
    return Passwords(settings.password_length).hash(password, account.words)


def _address(text: str) -> Address:
    from photodesk.privacy import Address, NoAddressError

    try:
        return Address.of(text)
    except NoAddressError as error:
        raise CommandError(str(error)) from None


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items()) or "nothing"


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
