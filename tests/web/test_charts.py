"""Does a chart show its numbers, and say them as well?"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from photodesk.web.charts import HEIGHT, Chart, Series, nice, shown

DAYS = ("23 Nov", "24 Nov", "25 Nov")
CHART = Chart("a", "Answers", "6 answers.", DAYS, [Series("yes", [1, 0, 2]), Series("no", [3, None, 0], 4)])


@pytest.mark.parametrize(
    ("value", "top"), [(0, 2), (1, 2), (2, 2), (3, 4), (5, 6), (7, 10), (11, 20), (41, 60), (100, 100), (1234, 2000)]
)
def test_the_scale_is_round_and_so_is_its_half(value: float, top: float) -> None:
    assert nice(value) == top
    assert (top / 2).is_integer()


def test_bars_stand_on_one_another_and_are_as_high_as_their_numbers() -> None:
    bars = [one.attrib for one in ElementTree.fromstring(CHART.svg).iter("rect")]
    drawn = [(bar["class"], float(bar["y"]), float(bar["height"])) for bar in bars]
    assert CHART.top == 4
    assert drawn == [("series-1", 75, 25), ("series-4", 0, 75), ("series-1", 50, 50)]
    assert all(0 <= float(bar["y"]) <= HEIGHT for bar in bars)


def test_the_table_says_the_same_the_newest_first() -> None:
    assert CHART.rows == [("25 Nov", ["2", "0"]), ("24 Nov", ["0", "–"]), ("23 Nov", ["1", "3"])]
    assert CHART.scale == ("4", "2", "0")


def test_a_share_has_its_own_top() -> None:
    chart = Chart("b", "Accepted", "", DAYS, [Series("accepted", [50, None, 12.5])], "%", 100)
    assert chart.scale == ("100%", "50%", "0%")
    assert [values for _, values in chart.rows] == [["12.5%"], ["–"], ["50%"]]


def test_nothing_is_not_drawn() -> None:
    assert Chart("c", "None", "", DAYS, [Series("none", [0, None, 0])]).is_empty
    assert not CHART.is_empty


def test_numbers_read_well() -> None:
    assert [shown(1234), shown(2.5, "h"), shown(40, "min")] == ["1,234", "2.5 h", "40 min"]
