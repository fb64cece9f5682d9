"""`gpuinfo`: the cards of this machine and how they are, read without opening any."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..drivers.interface import CardCondition, CardInfo, Driver
from .console import console
from .exit_codes import DESCRIPTION as EXIT_CODES
from .exit_codes import ExitCode, run_tool

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

DESCRIPTION = """show the cards of this machine

No card is opened. What a driver cannot tell is left blank, and is null in JSON."""

DEFAULT_INTERVAL_S = 2.0


@dataclass(frozen=True)
class Found:
    """A card under its device name, with how it is now."""

    device: str
    info: CardInfo
    condition: CardCondition


def survey(drivers: Sequence[Driver]) -> list[Found]:
    """Every card of every driver, under the name by which `Device[...]` opens it."""
    return [
        Found(
            driver.name.upper() + (f":{info.index}" if info.index else ""), info, driver.condition(info.index)
        )
        for driver in drivers
        for info in driver.cards()
    ]


def find() -> list[Found]:
    """Every card of this machine."""
    from ..drivers.registry import NAMES, driver
    from ..runtime.device import install_simulated_cards

    install_simulated_cards()
    return survey([driver(name) for name in NAMES])


def record(found: Found) -> dict[str, Any]:
    """One card for programs. Sizes are bytes; null is what the driver cannot tell."""
    info, limits, condition = found.info, found.info.limits, found.condition
    return {
        "device": found.device,
        "name": info.name,
        "arch": info.arch,
        "assumption": info.assumption or None,
        "memory_used_bytes": condition.memory_used_bytes,
        "memory_total_bytes": info.memory_bytes or None,
        "compute_units": info.compute_units or None,
        "location": info.location or None,
        "driver": info.kernel_driver or None,
        "driver_version": info.kernel_driver_version or None,
        "interface": info.interface or None,
        "state": condition.state,
        "busy_percent": condition.busy_percent,
        "memory_busy_percent": condition.memory_busy_percent,
        "clock_mhz": condition.clock_mhz,
        "memory_clock_mhz": condition.memory_clock_mhz,
        "temperatures_c": dict(condition.temperatures_c),
        "power_w": condition.power_w,
        "power_cap_w": condition.power_cap_w,
        "fan_percent": condition.fan_percent,
        "link": condition.link,
        "processes": [
            {"pid": holder.pid, "name": holder.name, "memory_bytes": holder.memory_bytes}
            for holder in condition.processes
        ],
        "features": sorted(info.features),
        "f32_flops_per_s": limits.f32_flops_per_s,
        "bandwidth_bytes_per_s": limits.bandwidth_bytes_per_s,
    }


def _memory(found: Found) -> str:
    used, total = found.condition.memory_used_bytes, found.info.memory_bytes
    shown = ["" if size is None else f"{size / 2**30:.1f}" for size in (used, total or None)]
    return f"{shown[0]} / {shown[1]} GiB" if any(shown) else ""


def _shown(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:.0f}{unit}"


def _clocks(found: Found) -> str:
    shown = [_shown(value, "") for value in (found.condition.clock_mhz, found.condition.memory_clock_mhz)]
    return f"{' / '.join(filter(None, shown))} MHz" if any(shown) else ""


def _temperatures(found: Found) -> str:
    """The hottest, which is what limits a card."""
    return _shown(max(found.condition.temperatures_c.values(), default=None), " °C")


def _power(found: Found) -> str:
    now, cap = found.condition.power_w, found.condition.power_cap_w
    if now is None:
        return ""
    return f"{now:.0f} / {cap:.0f} W" if cap is not None else f"{now:.0f} W"


_COLUMNS: tuple[tuple[str, Callable[[Found], str]], ...] = (
    ("device", lambda found: found.device),
    ("name", lambda found: found.info.name),
    ("arch", lambda found: found.info.arch),
    ("memory used / total", _memory),
    ("units", lambda found: str(found.info.compute_units or "")),
    ("driver", lambda found: f"{found.info.kernel_driver} {found.info.kernel_driver_version}".strip()),
    ("interface", lambda found: found.info.interface),
    ("location", lambda found: found.info.location),
    ("state", lambda found: found.condition.state or ""),
)

_CONDITION: tuple[tuple[str, Callable[[Found], str]], ...] = (
    ("busy", lambda found: _shown(found.condition.busy_percent, " %")),
    ("memory busy", lambda found: _shown(found.condition.memory_busy_percent, " %")),
    ("clock / memory", _clocks),
    ("hottest", _temperatures),
    ("power / cap", _power),
    ("fan", lambda found: _shown(found.condition.fan_percent, " %")),
    ("link", lambda found: found.condition.link or ""),
)


_TEXT = frozenset({"device", "name", "arch", "driver", "interface", "location", "state", "link", "command"})


def _filled_table(cells: Sequence[tuple[str, list[str]]]) -> Table:
    """A table of columns, without those that are empty throughout."""
    from rich.table import Table

    result = Table(box=None, header_style="bold", pad_edge=False)
    filled = [(heading, column) for heading, column in cells if any(column)]
    for heading, _ in filled:
        result.add_column(heading, justify="left" if heading in _TEXT else "right")
    for row in zip(*(column for _, column in filled), strict=True):
        result.add_row(*row)
    return result


def table(cards: Sequence[Found]) -> Table:
    """The cards for people; a column that no card fills is left out."""
    return _filled_table([(heading, [show(card) for card in cards]) for heading, show in _COLUMNS])


def condition_table(cards: Sequence[Found]) -> Table | None:
    """What sensors and counters say, for the cards that have any; None where none has."""
    rows = [(card, [show(card) for _, show in _CONDITION]) for card in cards]
    told = [(card.device, cells) for card, cells in rows if any(cells)]
    if not told:
        return None
    columns = [list(column) for column in zip(*(cells for _, cells in told), strict=True)]
    headings = [heading for heading, _ in _CONDITION]
    devices = ("device", [device for device, _ in told])
    return _filled_table([devices, *zip(headings, columns, strict=True)])


def process_table(cards: Sequence[Found]) -> Table | None:
    """Who holds memory on which card; None where nobody is known to."""
    rows = [
        (card.device, str(holder.pid), holder.name, f"{holder.memory_bytes / 2**20:,.1f} MiB")
        for card in cards
        for holder in card.condition.processes
    ]
    if not rows:
        return None
    headings = ("device", "process", "command", "memory held")
    columns = [list(column) for column in zip(*rows, strict=True)]
    return _filled_table(list(zip(headings, columns, strict=True)))


def picture(cards: Sequence[Found]) -> Group:
    """Everything that is shown on a terminal: the cards, how they are, and who uses them."""
    from rich.console import Group

    more = [part for part in (condition_table(cards), process_table(cards)) if part is not None]
    return Group(table(cards), *(piece for part in more for piece in ("", part)))


def seconds(text: str) -> float:
    """A positive number of seconds, for the command line. Raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not value > 0:
        raise ArgumentTypeError(f"{text!r} is not a positive number of seconds")
    return value


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON: a list with one object per card")
    parser.add_argument(
        "--watch",
        nargs="?",
        type=seconds,
        const=DEFAULT_INTERVAL_S,
        metavar="SECONDS",
        help=f"look again every so many seconds (default: {DEFAULT_INTERVAL_S:g}) until interrupted",
    )


def _watch(interval_s: float, as_json: bool) -> None:
    """Look again and again, in place on a terminal; with JSON, one line per look."""
    if as_json:
        while True:
            print(json.dumps([record(found) for found in find()]), flush=True)
            time.sleep(interval_s)
    from rich.live import Live

    with Live(picture(find()), console=console(), auto_refresh=False) as live:
        while True:
            time.sleep(interval_s)
            live.update(picture(find()), refresh=True)


def run(arguments: Namespace) -> int:
    """Show the cards; NO_DEVICE when there is none. Watching ends well when it is interrupted."""
    if arguments.watch is not None:
        try:
            _watch(arguments.watch, arguments.json)
        except KeyboardInterrupt:
            return ExitCode.OK
    cards = find()
    if arguments.json:
        print(json.dumps([record(found) for found in cards], indent=2))
    elif cards:
        console().print(picture(cards))
    else:
        print("gpuinfo: no cards", file=sys.stderr)
    return ExitCode.OK if cards else ExitCode.NO_DEVICE


def main(arguments: Sequence[str] | None = None) -> int:
    """The `gpuinfo` command, which is `barewire gpuinfo` under a name of its own."""
    parser = ArgumentParser(
        prog="gpuinfo",
        description=DESCRIPTION,
        epilog=EXIT_CODES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"gpuinfo {__version__}")
    add_arguments(parser)
    return run_tool(run, parser.parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main())
