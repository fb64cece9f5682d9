"""`barewire tune`: search for faster schedules by measuring them, and keep those that are."""

from __future__ import annotations

import contextlib
import json
import os
import runpy
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..runtime import environment
from ..runtime.errors import BarewireError, InvalidArgument
from .bench import convolution, elementwise, matmul, rows, training
from .bench.command import select
from .bench.work import Setting
from .console import console
from .exit_codes import ExitCode

if TYPE_CHECKING:
    from rich.table import Table

    from ..runtime.device import Device
    from ..tensor.codegen.nest.form import Form
    from ..tensor.codegen.schedule import Schedule
    from ..tensor.tuning.search import Result

DESCRIPTION = """find faster schedules for kernels by measuring them

Runs the works named (those of `barewire bench`), or a script or module of yours, and then tries other
schedules for every kernel that was compiled in it. One that gives the same result as the default schedule
and is faster by more than 3 % is kept in the disk cache, where later processes on such a machine find it."""

# What is tuned where nothing is named: the works that measure kernels.
DEFAULT_WORKS = (
    *matmul.WORKS,
    *elementwise.WORKS,
    *rows.WORKS,
    *convolution.WORKS,
    *training.WORKS,
)


def _count(text: str) -> int:
    value = int(text) if text.isdecimal() else 0
    if value < 1:
        raise ArgumentTypeError(f"{text!r} is not a positive whole number")
    return value


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise ArgumentTypeError(f"{text!r} is not a positive number of seconds")
    return value


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "names", nargs="*", metavar="WORK", help="works whose kernels to tune, such as softmax or 'matmul-*'"
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--script", metavar="FILE", help="tune the kernels of a Python program instead")
    source.add_argument("-m", dest="module", metavar="MODULE", help="tune the kernels of a Python module")
    source.add_argument("--model", metavar="FILE", help="tune the kernels of an ONNX model, on random inputs")
    source.add_argument("--list", action="store_true", help="list the schedules kept, and tune nothing")
    source.add_argument("--clear", action="store_true", help="drop the schedules kept, and tune nothing")
    parser.add_argument(
        "--budget", type=_seconds, default=5.0, metavar="S", help="seconds for each kernel (default: 5)"
    )
    parser.add_argument(
        "--trials", type=_count, default=64, metavar="N", help="schedules tried for each kernel (default: 64)"
    )
    parser.add_argument("--device", metavar="D", help="device to measure on (default: the best card)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(arguments: Namespace) -> int:
    """Tune, list or clear; fails when a candidate gave a wrong result or did not compile."""
    others = (arguments.script, arguments.module, arguments.model, arguments.list, arguments.clear)
    if arguments.names and any(others):
        raise InvalidArgument("name works, or use one of --script, -m, --model, --list and --clear, not both")
    if arguments.list:
        return _list(arguments.json)
    if arguments.clear:
        return _clear(arguments.json)
    from ..runtime.device import Device, canonical_name
    from ..tensor.run.kernels import machine_of
    from ..tensor.tuning.experience import Experience
    from ..tensor.tuning.search import tune_nest

    name = canonical_name(arguments.device) if arguments.device else Device.default.name
    kernels = _kernels(arguments, name)
    if not kernels:
        raise BarewireError("nothing to tune: no kernel was compiled in what was run")
    results = []
    known = {device.name: Experience(machine_of(device)) for device, _ in kernels}
    for number, (device, form) in enumerate(kernels, 1):
        print(f"tuning kernel {number} of {len(kernels)}", file=sys.stderr, flush=True)
        results.append(
            tune_nest(form, device, arguments.budget, arguments.trials, experience=known[device.name])
        )
    results.sort(key=lambda result: -result.default_s)
    if arguments.json:
        print(json.dumps([record(result) for result in results], indent=2))
    else:
        console().print(table(results))
    failures = [f"{result.kernel}: {failure}" for result in results for failure in result.failures]
    for failure in failures:
        print(f"barewire: {failure}", file=sys.stderr)
    if any(result.gain > 1 and not result.stored for result in results):
        print("barewire: nothing was kept: the disk cache is off or cannot be written", file=sys.stderr)
    return ExitCode.FAILED if failures else ExitCode.OK


def _kernels(arguments: Namespace, device_name: str) -> list[tuple[Device, Form]]:
    """The kernels compiled by what the command line asks to run."""
    from ..tensor.tuning import stored as tune

    if arguments.script or arguments.module:
        program = _program(arguments.script, arguments.module)
    elif arguments.model:
        program = _model(arguments.model, device_name)
    else:
        works = select(arguments.names) if arguments.names else DEFAULT_WORKS

        def program() -> None:
            setting = Setting(device_name, (), 1, os.cpu_count() or 1)
            for work in works:
                print(f"running {work.name}", file=sys.stderr, flush=True)
                work.run(setting)

    before = os.environ.get(environment.DEVICE.name)
    os.environ[environment.DEVICE.name] = device_name
    try:
        # What the program prints must not mix with the result.
        with tune.collecting() as found, contextlib.redirect_stdout(sys.stderr):
            program()
    finally:
        if before is None:
            del os.environ[environment.DEVICE.name]
        else:
            os.environ[environment.DEVICE.name] = before
    return list(found.values())


def _program(script: str | None, module: str | None) -> Callable[[], None]:
    """A call that runs a script or module as Python's own command line would."""

    def run_as_main() -> None:
        name = script or module or ""
        arguments, path = sys.argv, list(sys.path)
        sys.argv = [name]
        sys.path.insert(0, os.path.dirname(os.path.abspath(script)) if script else os.getcwd())
        try:
            if script:
                runpy.run_path(script, run_name="__main__")
            else:
                runpy.run_module(name, run_name="__main__", alter_sys=True)
        except SystemExit as left:
            if left.code not in (None, 0):
                raise BarewireError(f"{name} ended with {left.code!r}; nothing was tuned") from left
        finally:
            sys.argv, sys.path[:] = arguments, path

    if script and not os.path.isfile(script):
        raise InvalidArgument(f"there is no script {script!r} to run")
    return run_as_main


def _model(path: str, device_name: str) -> Callable[[], None]:
    """A call that runs an ONNX model."""
    from .run_model import inputs_of, load_model

    def run_model() -> None:
        from ..tensor.onnx.model import arrays

        model = load_model(path, device_name)
        arrays(model(*inputs_of(model, {}, {})))

    return run_model


def brief(schedule: Schedule) -> str:
    """A schedule in a few words."""
    from ..tensor.codegen.schedule import (
        AttentionSchedule,
        FourierSchedule,
        GridLoopSchedule,
        GridTileSchedule,
        LinkedSchedule,
        LoopSchedule,
        RankSchedule,
        ScanSchedule,
        StencilSchedule,
        ThinSchedule,
        TransposeSchedule,
        WarpgroupSchedule,
        WindowSchedule,
    )

    s = schedule
    if isinstance(s, GridLoopSchedule):
        return f"{s.vector or 'scalar'} {s.unroll}×{s.lanes}, teams of {s.team}, groups of {s.block}"
    if isinstance(s, GridTileSchedule):
        return f"{s.tensor} {s.rows}×{s.columns}, {s.down}×{s.across} to a group, depth {s.depth}"
    if isinstance(s, WarpgroupSchedule):
        shared = f", clusters of {s.cluster}" if s.cluster > 1 else ""
        return f"{s.tensor} {s.rows}×{s.columns}, {s.consumers} multiply, {s.stages} stages{shared}"
    if isinstance(s, AttentionSchedule):
        return f"{s.tensor} {s.rows} rows, {s.down}×{s.across} to a group, {s.keys} keys at a time"
    if isinstance(s, LinkedSchedule):
        shapes = f"{s.rows}×{s.score_vectors}×{s.lanes} then {s.rows}×{s.vectors}×{s.lanes}"
        return f"{shapes}, blocks of {s.block_rows} rows, panels of {s.panel_rows}"
    if isinstance(s, LoopSchedule):
        return f"{s.vector or 'scalar'} {s.unroll}×{s.lanes}, block {s.block}, grain {s.grain}"
    if isinstance(s, StencilSchedule):
        return f"{s.rows}×{s.lanes}, strips of {s.strip} rows, grain {s.grain}"
    if isinstance(s, ScanSchedule):
        return f"running along {s.vector} {s.unroll}×{s.lanes}, grain {s.grain}"
    if isinstance(s, FourierSchedule):
        return f"passes by {s.lanes}, grain {s.grain}"
    if isinstance(s, RankSchedule):
        return f"sorted by {s.digit} bits, grain {s.grain}"
    if isinstance(s, TransposeSchedule):
        return f"transposed {s.lanes}×{s.lanes}, blocks of {s.down}×{s.across}, grain {s.grain}"
    if isinstance(s, ThinSchedule):
        return f"thin along {s.along} {s.tile}×{s.lanes}, {s.steps} at a time, panels of {s.panel}"
    if isinstance(s, WindowSchedule):
        part = f"{s.panel_rows}×{s.lines} lines of {s.panel_columns}"
        return f"windows {s.rows}×{s.vectors}×{s.lanes}, depth {s.depth}, panels {part}"
    tile = f"{s.tensor} {s.rows}×{s.vectors}×{s.lanes}, depth {s.depth}"
    return f"{tile}, panels {s.panel_rows}×{s.panel_columns}, {'packed' if s.pack_rows else 'direct'}"


def _time(seconds: float) -> str:
    return f"{seconds * 1e6:.2f} µs" if seconds < 1e-3 else f"{seconds * 1e3:.3f} ms"


def table(results: list[Result]) -> Table:
    """What was found, for people."""
    from rich.table import Table

    shown = Table("kernel", "default schedule", box=None, header_style="bold", pad_edge=False)
    shown.add_column("time", justify="right")
    shown.add_column("best schedule")
    for heading in ("time", "gain", "tried"):
        shown.add_column(heading, justify="right")
    for result in results:
        better = result.gain > 1
        shown.add_row(
            result.kernel,
            brief(result.default),
            _time(result.default_s),
            brief(result.best) if better else "the default",
            _time(result.best_s),
            f"{result.gain:.2f}×" if better else "",
            f"{result.tried}" + (f", {len(result.failures)} failed" if result.failures else ""),
        )
    return shown


def record(result: Result) -> dict[str, Any]:
    """One result for programs."""
    from ..tensor.codegen.schedule import to_json

    return {
        "kernel": result.kernel,
        "default": to_json(result.default),
        "default_s": result.default_s,
        "best": to_json(result.best),
        "best_s": result.best_s,
        "gain": result.gain,
        "tried": result.tried,
        "stored": result.stored,
        "failures": list(result.failures),
    }


def _list(as_json: bool) -> int:
    from ..tensor.codegen.schedule import to_json
    from ..tensor.tuning import stored as tune

    kept = tune.everything()
    if as_json:
        entries = [
            {
                "kernel": tuned.kernel,
                "schedule": to_json(tuned.schedule),
                "seconds": tuned.seconds,
                "default_seconds": tuned.default_seconds,
            }
            for tuned in kept
        ]
        print(json.dumps(entries, indent=2))
        return ExitCode.OK
    from rich.table import Table

    shown = Table("kernel", "schedule", box=None, header_style="bold", pad_edge=False)
    for heading in ("time", "gain"):
        shown.add_column(heading, justify="right")
    for tuned in kept:
        gain = tuned.default_seconds / tuned.seconds
        shown.add_row(tuned.kernel, brief(tuned.schedule), _time(tuned.seconds), f"{gain:.2f}×")
    console().print(shown if kept else "no schedules are kept")
    return ExitCode.OK


def _clear(as_json: bool) -> int:
    from ..tensor.tuning import stored as tune

    count = tune.clear()
    print(json.dumps({"dropped": count}) if as_json else f"dropped {count} schedules")
    return ExitCode.OK
