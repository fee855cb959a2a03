"""How is a row of numbers drawn?

Each chart is bars, a sentence and a table, so that it can be read without seeing it. The picture has no letters in it,
for it is stretched to whatever width there is; what stands around it is text of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

HEIGHT, WIDTH = 100, 100
_GAP = 0.22
"""Of a bar's place so much stays empty."""
_STEPS = (2, 4, 6, 10)
"""Half of each is whole as well: it stands beside the line in the middle."""


@dataclass(frozen=True)
class Series:
    """One kind of number in a chart: its name and its value for each bar; None where there is none."""

    name: str
    values: Sequence[float | None]
    colour: int = 1
    """Of the page's six; the same thing has the same in all periods."""


@dataclass(frozen=True)
class Chart:
    """Bars over labels, the series stacked on one another from below."""

    id: str
    title: str
    summary: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    most: float | None = None
    """The top of the scale; fits the numbers unless it is said."""

    @property
    def top(self) -> float:
        sums = [sum(series.values[place] or 0 for series in self.series) for place in range(len(self.labels))]
        return self.most if self.most is not None else nice(max(sums, default=0))

    @property
    def is_empty(self) -> bool:
        return not any(value for series in self.series for value in series.values)

    @property
    def svg(self) -> Markup:
        """The picture; its colours are those of the classes `series-1`, `series-2`, …"""
        slot, parts = WIDTH / max(1, len(self.labels)), []
        for place in range(len(self.labels)):
            sofar = 0.0
            for series in self.series:
                value = series.values[place] or 0
                height = HEIGHT * value / self.top if self.top else 0
                if height > 0:
                    left, width = slot * (place + _GAP / 2), slot * (1 - _GAP)
                    parts.append(
                        f'<rect class="series-{series.colour}" x="{left:.3f}" y="{HEIGHT - sofar - height:.3f}" '
                        f'width="{width:.3f}" height="{height:.3f}"/>'
                    )
                    sofar += height
        lines = "".join(f'<line x1="0" x2="{WIDTH}" y1="{y}" y2="{y}"/>' for y in (0, HEIGHT // 2, HEIGHT))
        return Markup(
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" '
            f'aria-labelledby="{escape(self.id)}-title {escape(self.id)}-summary">{lines}{"".join(parts)}</svg>'
        )

    @property
    def scale(self) -> tuple[str, str, str]:
        """What stands beside the lines, from above."""
        return tuple(shown(self.top * share, self.unit) for share in (1, 0.5, 0))  # type: ignore[return-value]

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table, the newest first."""
        told = [
            (label, [self._told(series.values[place]) for series in self.series])
            for place, label in enumerate(self.labels)
        ]
        return told[::-1]

    def _told(self, value: float | None) -> str:
        return "–" if value is None else shown(value, self.unit)


def nice(value: float) -> float:
    """A round number that is not below."""
    size = 1.0
    while size * _STEPS[-1] < value:
        size *= 10
    return next(top for step in _STEPS if (top := step * size) >= value * (1 - 1e-9))


def shown(value: float, unit: str = "") -> str:
    text = f"{value:,.0f}" if abs(value - round(value)) < 1e-9 else f"{value:,.1f}"
    return f"{text}{'' if unit == '%' else ' ' if unit else ''}{unit}"
