"""Which rule applies?

A table is a Markdown page that a support lead reads and edits: see `kb/README.md` for its grammar. Rules have no
order: in each situation exactly one must apply, which `walk` proves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import product

from photodesk.policy.situation import (
    COLUMNS,
    DAYS,
    NO_DAYS,
    NOT_APPLICABLE,
    ORDER_COLUMNS,
    UNKNOWN,
    Situation,
)
from photodesk.problems import Problem


class Outcome(str, Enum):
    """How an answer ends, in the words of the contract."""

    INFORMATION = "information"
    ORDER_FACTS = "order_facts"
    ALLOWED = "allowed"
    NOT_ALLOWED = "not_allowed"
    EXCHANGE = "exchange"
    CASE_BY_CASE = "case_by_case"
    NEEDS_ORDER = "needs_order"
    NEEDS_ANSWER = "needs_answer"
    CLARIFY = "clarify"
    OUT_OF_SCOPE = "out_of_scope"
    HANDOVER = "handover"
    TALK = "talk"


class HandOver(str, Enum):
    """Whether a person is needed: not, on request, or now."""

    NO = "no"
    OFFER = "offer"
    YES = "yes"


RULE_OUTCOMES = frozenset(Outcome) - {Outcome.CLARIFY, Outcome.OUT_OF_SCOPE, Outcome.TALK}
_TEXT_COLUMNS = ("rule", "outcome", "hand over", "reply", "cites", "because")
_RULE_ID = re.compile(r"[a-z][a-z0-9-]*-\d+")
_UNDERLINE = re.compile(r"[|\s:-]+")
_RANGE = re.compile(r"(\d+)\.\.(\d*)")


@dataclass(frozen=True)
class Citation:
    """A section of an article that stands behind an answer."""

    article: str
    section: str


@dataclass(frozen=True)
class Condition:
    """One cell: a set of words, of whole days, or anything at all."""

    anything: bool = False
    words: frozenset[str] = frozenset()
    ranges: tuple[tuple[int, int | None], ...] = ()

    def holds(self, value: str) -> bool:
        if self.anything or value in self.words:
            return True
        if not self.ranges or not value.isdecimal():
            return False
        days = int(value)
        return any(low <= days and (high is None or days <= high) for low, high in self.ranges)

    @property
    def edges(self) -> set[int]:
        """The days on both sides of every border of this cell."""
        borders = {low for low, _ in self.ranges} | {high + 1 for _, high in self.ranges if high is not None}
        return {day for border in borders for day in (border - 1, border) if day >= 0}


@dataclass(frozen=True)
class Rule:
    """One line of a table: when it applies, what is decided, which words say it and what stands behind it."""

    id: str
    conditions: Mapping[str, Condition]
    outcome: Outcome
    hand_over: HandOver
    reply: str
    cites: tuple[Citation, ...]
    because: str
    line: int

    def applies(self, situation: Situation) -> bool:
        return all(condition.holds(situation[column]) for column, condition in self.conditions.items())

    @property
    def may_lack_order(self) -> bool:
        """Whether the rule can apply while no order is known."""
        order = self.conditions.get("order")
        if order is not None and not order.holds(UNKNOWN):
            return False
        return all(
            condition.holds(NOT_APPLICABLE) for column, condition in self.conditions.items() if column in ORDER_COLUMNS
        )

    @property
    def needs_unknown_order(self) -> bool:
        """Whether the rule applies only while no order is known, so that an order would change the answer."""
        order = self.conditions.get("order")
        return order is not None and order.words == {UNKNOWN}


@dataclass(frozen=True)
class Table:
    """All rules of one topic."""

    topic: str
    file: str
    line: int
    columns: tuple[str, ...]
    rules: tuple[Rule, ...]

    @property
    def depends_on_order(self) -> bool:
        return any(column != "asker" for column in self.columns)

    def rule_for(self, situation: Situation) -> Rule | None:
        """The one rule that applies; None when none or several do, which goes to a person, never to a guess."""
        matches = [rule for rule in self.rules if rule.applies(situation)]
        return matches[0] if len(matches) == 1 else None

    def situations(self) -> Iterator[Situation]:
        """Every situation that this table can tell apart, with the days on both sides of every range's edge."""
        domains: list[tuple[str, ...]] = []
        for column in self.columns:
            words = COLUMNS[column]
            if column == DAYS:
                edges = {0, 1}.union(*(rule.conditions[DAYS].edges for rule in self.rules if DAYS in rule.conditions))
                words = (*words, *map(str, sorted(edges)))
            domains.append((*words, NOT_APPLICABLE) if column in ORDER_COLUMNS else words)
        for combination in product(*domains):
            values = dict(zip(self.columns, combination))
            applicable = {
                (value != UNKNOWN) if column == "order" else (value != NOT_APPLICABLE)
                for column, value in values.items()
                if column != "asker"
            }
            if len(applicable) <= 1:  # all of a known order, or all of none
                yield Situation(values)

    def walk(self) -> list[Problem]:
        """Prove that exactly one rule applies in every situation; name those that do not."""
        problems = []
        used: set[str] = set()
        for situation in self.situations():
            matches = [rule for rule in self.rules if rule.applies(situation)]
            used.update(rule.id for rule in matches)
            if len(matches) == 1:
                continue
            case = ", ".join(f"{column} {value}" for column, value in situation.values.items()) or "any case"
            if matches:
                both = " and ".join(rule.id for rule in matches)
                problems.append(Problem(self.file, matches[-1].line, f"{both} both apply to: {case}"))
            else:
                problems.append(Problem(self.file, self.line, f"no rule applies to: {case}"))
        problems += [
            Problem(self.file, rule.line, f"{rule.id} can never apply") for rule in self.rules if rule.id not in used
        ]
        return problems


def parse_table(topic: str, text: str, file: str) -> tuple[Table | None, list[Problem]]:
    """Read the one table of a policy page; every cell that cannot be understood is a problem of its line."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith("|")]
    if len(lines) < 3:
        return None, [Problem(file, 1, "there is no policy table (a heading, a rule line and at least one rule)")]
    heading_line, heading = lines[0][0], _cells(lines[0][1])
    problems = [
        Problem(file, heading_line, f"unknown column {name!r}; known are {', '.join((*_TEXT_COLUMNS, *COLUMNS))}")
        for name in heading
        if name not in COLUMNS and name not in _TEXT_COLUMNS
    ]
    problems += [
        Problem(file, heading_line, f"the column {name!r} is missing") for name in _TEXT_COLUMNS if name not in heading
    ]
    if len(set(heading)) < len(heading):
        problems.append(Problem(file, heading_line, "a column appears twice"))
    if not _UNDERLINE.fullmatch(lines[1][1]):
        problems.append(Problem(file, lines[1][0], "the line below the heading must be |---|---|…"))
    if lines[-1][0] - heading_line + 1 != len(lines):
        problems.append(Problem(file, heading_line, "the table has a gap in it, or there are two tables"))
    if problems:
        return None, problems
    columns = tuple(name for name in heading if name in COLUMNS)
    rules = []
    for number, line in lines[2:]:
        cells = _cells(line)
        if len(cells) != len(heading):
            problems.append(Problem(file, number, f"{len(cells)} cells where the heading has {len(heading)}"))
            continue
        rule, faults = _rule(topic, dict(zip(heading, cells)), columns, number)
        problems += [Problem(file, number, fault) for fault in faults]
        if rule is not None:
            rules.append(rule)
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            problems.append(Problem(file, rule.line, f"the rule id {rule.id} is used twice"))
        seen.add(rule.id)
    return Table(topic, file, heading_line, columns, tuple(rules)), problems


def _cells(line: str) -> list[str]:
    return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]


def _rule(topic: str, row: Mapping[str, str], columns: tuple[str, ...], line: int) -> tuple[Rule | None, list[str]]:
    faults: list[str] = []
    conditions: dict[str, Condition] = {}
    for column in columns:
        condition = _condition(column, row[column], faults)
        if not condition.anything:
            conditions[column] = condition
    if not _RULE_ID.fullmatch(row["rule"]):
        faults.append(f"the rule id {row['rule']!r} is not of the form word-1")
    outcome = next((each for each in RULE_OUTCOMES if each.value == row["outcome"]), None)
    if outcome is None:
        known = ", ".join(sorted(each.value for each in RULE_OUTCOMES))
        faults.append(f"unknown outcome {row['outcome']!r}; known are {known}")
    hand_over = next((each for each in HandOver if each.value == row["hand over"]), None)
    if hand_over is None:
        faults.append(f"'hand over' is {row['hand over']!r}; it is no, offer or yes")
    if outcome in (Outcome.NEEDS_ANSWER, Outcome.HANDOVER) and hand_over is not HandOver.YES:
        faults.append(f"the outcome {row['outcome']} needs 'hand over' yes")
    cites = tuple(_citation(topic, cell) for cell in _list(row["cites"]) if cell != NOT_APPLICABLE)
    if not cites and outcome is not Outcome.NEEDS_ORDER:
        faults.append("a rule cites at least one section of an article")
    if row["because"] in ("", NOT_APPLICABLE):
        faults.append("'because' is empty: say in half a sentence why")
    if outcome is None or hand_over is None or faults:
        return None, faults
    return Rule(row["rule"], conditions, outcome, hand_over, row["reply"], cites, row["because"], line), []


def _citation(topic: str, cell: str) -> Citation:
    article, mark, section = cell.partition("#")
    return Citation(article or topic, section) if mark else Citation(topic, cell)


def _list(cell: str) -> list[str]:
    return [part.strip().strip("`") for part in cell.split(",") if part.strip()]


def _condition(column: str, cell: str, faults: list[str]) -> Condition:
    if cell == "*":
        return Condition(anything=True)
    known = frozenset(COLUMNS[column]) - {UNKNOWN}
    negated = cell.startswith("not ")
    words: set[str] = set()
    ranges: list[tuple[int, int | None]] = []
    for part in _list(cell[4:] if negated else cell):
        days = _RANGE.fullmatch(part)
        if column == DAYS and (days or part.isdecimal()):
            low = int(days[1] if days else part)
            high = (int(days[2]) if days[2] else None) if days else low
            if high is not None and high < low:
                faults.append(f"the range {part} ends before it starts")
            ranges.append((low, high))
        elif part == "known" and column == "order":
            words |= known
        elif (
            part in known
            or (part == UNKNOWN and column == "order")
            or (part == NOT_APPLICABLE and column in ORDER_COLUMNS)
        ):
            words.add(part)
        else:
            allowed = ", ".join(COLUMNS[column]) + (", 0..14, 15.." if column == DAYS else "")
            faults.append(f"unknown word {part!r} in the column {column!r}; known are {allowed}")
    if not words and not ranges:
        faults.append(f"the cell of the column {column!r} is empty; write * for anything")
    if not negated:
        return Condition(words=frozenset(words), ranges=tuple(ranges))
    if column == DAYS:
        if ranges or words != {NO_DAYS}:
            faults.append("in the column 'days' only 'not none' can be negated; write ranges instead")
        return Condition(ranges=((0, None),))
    return Condition(words=known - words)
