"""A run as a page: one HTML file with its style inside, which loads nothing."""

from __future__ import annotations

from html import escape
from math import log2
from statistics import geometric_mean
from typing import Any

from .line import Line
from .measure import FASTEST
from .roofline import Roofline
from .table import quantity, rate, ratio, verdict

# Bars end where a ratio is this much above or below 1.
_MOST_DOUBLINGS = 4.0
_STYLE = """
body { font: 14px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 80em; padding: 0 1em;
  color: #1b1f24; background: #fff; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2em; }
th, td { text-align: right; padding: .2em .6em; border-bottom: 1px solid #d0d7de; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; white-space: normal; }
.bar { position: relative; width: 12em; height: 1em; background: #f0f2f4; }
.bar i { position: absolute; top: 0; bottom: 0; background: #2da44e; }
.bar i.slower { background: #cf222e; }
.bar b { position: absolute; left: 50%; top: 0; bottom: 0; border-left: 1px solid #57606a; }
td.below, td.failed { color: #cf222e; }
dt { float: left; clear: left; width: 9em; color: #57606a; }
dd { margin-left: 9em; }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117; }
  th, td { border-color: #30363d; }
  .bar { background: #21262d; }
}
"""


def _bar(value: float | None) -> str:
    """A ratio on a scale of doublings, 1 in the middle."""
    if value is None or value <= 0:
        return ""
    share = 50 * min(abs(log2(value)) / _MOST_DOUBLINGS, 1.0)
    start = 50.0 if value >= 1 else 50 - share
    kind = "" if value >= 1 else ' class="slower"'
    return f'<div class="bar"><i{kind} style="left: {start:.1f}%; width: {share:.1f}%"></i><b></b></div>'


def _row(line: Line, rivals: list[str]) -> str:
    outcome = line.outcome
    title = escape(line.work.title)
    said = line.failure or (outcome.note if outcome is not None else "")
    first = f'<td title="{escape(said)}">{title}{" *" if said else ""}</td>' if said else f"<td>{title}</td>"
    if outcome is None:
        failed = f'<td class="failed" colspan="{len(rivals) + 6}">failed: {escape(line.failure)}</td>'
        return f"<tr>{first}{failed}</tr>"
    unit = line.work.unit
    times = "".join(
        f"<td>{escape(quantity(outcome.rivals[name], unit))}</td>" if name in outcome.rivals else "<td></td>"
        for name in rivals
    )
    reached = verdict(line)
    return (
        f"<tr>{first}<td>{escape(quantity(outcome.ours, unit))}</td>{times}"
        f"<td>{ratio(line.times)}</td><td>{ratio(line.of_fastest)}</td><td>{_bar(line.of_fastest)}</td>"
        f"<td>{escape(rate(outcome))}</td><td>{ratio(line.of_limit)}</td>"
        f'<td class="{reached}">{reached}</td></tr>'
    )


def _means(lines: list[Line], rivals: list[str]) -> str:
    rows = []
    for name in rivals:
        found = [
            line.outcome.rivals[name] / line.outcome.ours
            for line in lines
            if line.outcome is not None and name in line.outcome.rivals
        ]
        rows.append(
            f"<tr><td>{escape(name)}</td><td>{len(found)}</td><td>{geometric_mean(found):.2f}</td>"
            f"<td>{min(found):.2f}</td><td>{sum(each < 1 for each in found)}</td></tr>"
        )
    fastest = [line.of_fastest for line in lines if line.of_fastest is not None]
    if fastest:
        rows.append(
            f"<tr><td>{FASTEST}</td><td>{len(fastest)}</td><td>{geometric_mean(fastest):.2f}</td>"
            f"<td>{min(fastest):.2f}</td><td>{sum(each < 1 for each in fastest)}</td></tr>"
        )
    if not rows:
        return ""
    return (
        "<h2>Geometric means</h2><table><tr><th>beside</th><th>works</th><th>times as fast</th>"
        f"<th>the worst</th><th>below 1</th></tr>{''.join(rows)}</table>"
    )


def _limits(roofline: Roofline | None) -> str:
    if roofline is None:
        return ""
    peaks = "".join(
        f"<tr><td>arithmetic, {escape(name)}</td><td>{value / 1e9:.0f} Gop/s</td></tr>"
        for name, value in roofline.operations_per_s.items()
    )
    levels = "".join(
        f"<tr><td>{escape(each.name)}</td><td>{each.bytes_per_s / 1e9:.1f} GB/s</td></tr>"
        for each in roofline.levels
    )
    return f"<h2>Limits of the machine, measured</h2><table>{peaks}{levels}</table>"


def page(machine: dict[str, Any], roofline: Roofline | None, lines: list[Line]) -> str:
    """The page of a run, its lines in the order given."""
    rivals = list(
        dict.fromkeys(name for line in lines if line.outcome is not None for name in line.outcome.rivals)
    )
    told = {name: " ".join(value) if isinstance(value, list) else value for name, value in machine.items()}
    described = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in told.items()
    )
    headings = ("work", "ours", *rivals, "times", f"of {FASTEST}", "", "rate", "of limit", "reached")
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    rows = "\n".join(_row(line, rivals) for line in lines)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Barewire: benchmarks</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Benchmarks</h1>
<dl>{described}</dl>
{_means(lines, rivals)}
{_limits(roofline)}
<h2>Works</h2>
<p>Medians. Times is the first rival's time over ours; bars are that of the fastest one on a scale of
doublings, 1 in the middle. Of limit is the least time that arithmetic or memory of this machine allow, over
ours.</p>
<table>
<tr>{head}</tr>
{rows}
</table>
</body>
</html>
"""
