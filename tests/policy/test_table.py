"""Does a table decide as it reads, and does the walk find what is wrong with it?"""

from __future__ import annotations

import pytest

from photodesk.policy.situation import ORDER_COLUMNS, Situation
from photodesk.policy.table import Outcome, Table, parse_table

HEADING = (
    "| rule | asker | order | days | outcome | hand over | reply | cites | because |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
)


def table(*rows: str) -> Table:
    parsed, problems = parse_table("report_defect", HEADING + "\n".join(rows), "kb/policy/report_defect.md")
    assert not problems
    assert parsed is not None
    return parsed


def faults(*rows: str, heading: str = HEADING) -> list[str]:
    parsed, problems = parse_table("report_defect", heading + "\n".join(rows), "kb/policy/report_defect.md")
    return [str(problem) for problem in problems or (parsed.walk() if parsed else [])]


def situation(order: str, days: str = "-", asker: str = "consumer") -> Situation:
    return Situation({"asker": asker, "order": order, **dict.fromkeys(ORDER_COLUMNS, "-"), "days": days})


UNKNOWN = "| d-1 | * | unknown | - | information | no | general | exchange | nobody can say more |"
IN_TIME = "| d-2 | * | known | 0..14 | exchange | yes | exchange | exchange | fourteen days |"
LATE = "| d-3 | * | known | 15.., none | case_by_case | yes | late | exchange | not written |"


def test_a_complete_table_passes_the_walk() -> None:
    assert table(UNKNOWN, IN_TIME, LATE).walk() == []


@pytest.mark.parametrize(
    ("days", "rule"), [("0", "d-2"), ("14", "d-2"), ("15", "d-3"), ("400", "d-3"), ("none", "d-3")]
)
def test_the_fourteenth_day_is_in_and_the_fifteenth_is_not(days: str, rule: str) -> None:
    found = table(UNKNOWN, IN_TIME, LATE).rule_for(situation("delivered", days))
    assert found is not None
    assert found.id == rule


def test_an_unknown_order_meets_the_rule_for_it() -> None:
    found = table(UNKNOWN, IN_TIME, LATE).rule_for(situation("unknown"))
    assert found is not None
    assert found.outcome is Outcome.INFORMATION
    assert found.may_lack_order


def test_a_missing_day_is_a_gap_that_is_named() -> None:
    late = LATE.replace("15..", "16..")
    found = faults(UNKNOWN, IN_TIME, late)
    assert any("no rule applies to: asker consumer, order delivered, days 15" in fault for fault in found)
    assert found[0].startswith("kb/policy/report_defect.md:1: ")


def test_an_overlap_is_named_with_both_rules() -> None:
    found = faults(UNKNOWN, IN_TIME.replace("0..14", "0..15"), LATE)
    assert any("d-2 and d-3 both apply to: asker consumer, order cart, days 15" in fault for fault in found)


def test_two_rules_that_apply_give_no_decision_rather_than_the_first() -> None:
    assert table(UNKNOWN, IN_TIME.replace("0..14", "0..15"), LATE).rule_for(situation("delivered", "15")) is None


def test_a_rule_that_can_never_apply_is_named() -> None:
    dead = "| d-4 | * | unknown | 3 | information | no | general | exchange | never |"
    assert any("d-4 can never apply" in fault for fault in faults(UNKNOWN, IN_TIME, LATE, dead))


def test_not_leaves_out_what_it_names_and_the_unknown_order() -> None:
    rows = (
        UNKNOWN,
        "| d-2 | * | not cart, paid | * | exchange | yes | exchange | exchange | x |",
        "| d-3 | * | cart, paid | * | case_by_case | yes | late | exchange | x |",
    )
    assert table(*rows).walk() == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (LATE.replace("known", "knwon"), "unknown word 'knwon' in the column 'order'"),
        (LATE.replace("case_by_case", "maybe"), "unknown outcome 'maybe'"),
        (LATE.replace("| yes |", "| perhaps |"), "'hand over' is 'perhaps'"),
        (LATE.replace("case_by_case | yes", "needs_answer | no"), "needs 'hand over' yes"),
        (LATE.replace("not written", "-"), "'because' is empty"),
        (LATE.replace("d-3", "third"), "the rule id 'third' is not of the form"),
        (LATE.replace("d-3", "d-2"), "the rule id d-2 is used twice"),
        (LATE.replace("15..", "15..3"), "ends before it starts"),
        (LATE.replace("| late | exchange |", "| late | - |"), "cites at least one section"),
        (LATE + " extra |", "10 cells where the heading has 9"),
        (LATE.replace("15.., none", ""), "the cell of the column 'days' is empty"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_refused_by_line(row: str, says: str) -> None:
    found = faults(UNKNOWN, IN_TIME, row)
    assert any(fault.startswith("kb/policy/report_defect.md:5: ") and says in fault for fault in found), found


def test_an_unknown_column_is_refused() -> None:
    found = faults(UNKNOWN, heading=HEADING.replace("days", "weekday"))
    assert "unknown column 'weekday'" in found[0]


def test_a_rule_in_place_of_the_line_below_the_heading_is_not_passed_over() -> None:
    found = faults(UNKNOWN, IN_TIME, LATE, heading=HEADING.splitlines()[0] + "\n")
    assert found == ["kb/policy/report_defect.md:2: the line below the heading must be |---|---|…"]


def test_a_page_without_a_table_is_refused() -> None:
    assert parse_table("refund", "# Refund\n", "kb/policy/refund.md")[1][0].line == 1
