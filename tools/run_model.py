"""`barewire run`: run an ONNX model, and say what it takes, gives and costs."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from ..runtime.errors import DTypeError, FileFormatError, InvalidArgument
from .console import console
from .exit_codes import ExitCode, MissingPackage

if TYPE_CHECKING:
    import numpy as np

    from ..tensor.onnx.model import Model
    from ..tensor.onnx.program import Input

DESCRIPTION = """run an ONNX model on a device

Each input is a .npy file, a picture, or random (the default, the same at every call); sizes that the model
leaves open are 1 unless --size names them. Prints inputs and outputs, the time to the first result, and the
median of the runs after it."""

RUNS = 10
SEED = 7
LARGEST_RANDOM_INTEGER = 2
ONNXRUNTIME = "onnxruntime"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL", help="an ONNX file")
    parser.add_argument(
        "--input",
        action="append",
        default=[],
        metavar="NAME=WHAT",
        type=_pair,
        help="where an input is from: a .npy file, a picture, or random",
    )
    parser.add_argument(
        "--size",
        action="append",
        default=[],
        metavar="NAME=N",
        type=_size,
        help="how large a size is that the model leaves open, by its name",
    )
    parser.add_argument("--device", metavar="D", help="device to run on (default: the best card)")
    parser.add_argument("--output", metavar="FOLDER", type=Path, help="write each output there, as .npy")
    parser.add_argument(
        "--runs", metavar="N", type=_count, default=RUNS, help=f"timed runs (default: {RUNS})"
    )
    parser.add_argument(
        "--against",
        choices=[ONNXRUNTIME],
        help="also run it there, in turns with ours, compare results and times (with as many threads)",
    )
    parser.add_argument("--profile", action="store_true", help="also print the kernels and their share")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ArgumentTypeError(f"{text!r} is not of the form NAME=WHAT")
    return name, value


def _size(text: str) -> tuple[str, int]:
    name, value = _pair(text)
    return name, _count(value)


def _count(text: str) -> int:
    value = int(text) if text.isdecimal() else 0
    if value < 1:
        raise ArgumentTypeError(f"{text!r} is not a positive whole number")
    return value


def load_model(path: str, device: str | None) -> Model:
    """A model from a file, on a device.

    Raises MissingPackage where onnx is not here.
    """
    try:
        from ..tensor.onnx.model import Model
    except ImportError as failure:
        raise MissingPackage(
            "ONNX models are read with the package onnx, which is not here; pip install 'barewire[onnx]'"
        ) from failure
    return Model(path, device=device)


def run(arguments: Namespace) -> int:
    """Run a model; prints tables, or JSON."""
    import numpy as np

    from ..runtime.profiler import Profiler
    from ..tensor.onnx.model import arrays

    began = time.perf_counter()
    model = load_model(arguments.model, arguments.device)
    inputs = inputs_of(model, dict(arguments.input), dict(arguments.size))
    results = arrays(model(*inputs))
    first_s = time.perf_counter() - began
    arrays(model(*inputs))
    times = []
    for _ in range(arguments.runs):
        start = time.perf_counter()
        arrays(model(*inputs))
        times.append(time.perf_counter() - start)
    if arguments.output is not None:
        arguments.output.mkdir(parents=True, exist_ok=True)
        for each, result in zip(model.outputs, results, strict=True):
            np.save(arguments.output / f"{_file_name(each.name)}.npy", np.asarray(result), allow_pickle=False)
    profiler = Profiler()
    if arguments.profile:
        with profiler:
            arrays(model(*inputs))
    record = {
        "model": arguments.model,
        "device": model.device,
        "inputs": {e.name: _described(v) for e, v in zip(model.inputs, inputs, strict=True)},
        "outputs": {e.name: _described(v) for e, v in zip(model.outputs, results, strict=True)},
        "first_result_s": first_s,
        "steady_s": median(times),
        "replayed": model.is_replayed,
    }
    if arguments.against == ONNXRUNTIME:
        record["against"] = _beside_onnxruntime(arguments.model, model, inputs, arguments.runs)
    if arguments.json:
        print(json.dumps(record, indent=2))
    else:
        _print(record)
    if arguments.profile:
        console().print(profiler.table())
    return ExitCode.OK


def _beside_onnxruntime(path: str, model: Model, inputs: list[Any], runs: int) -> dict[str, Any]:
    """The seconds of a run of both, and by how much of its largest value each output differs.

    Raises MissingPackage where ONNX Runtime is not here.
    """
    import numpy as np

    from ..runtime.device import Device
    from ..tensor.onnx.model import arrays
    from .bench.measure import alternate

    try:
        import onnxruntime
    except ImportError as failure:
        raise MissingPackage(
            "ONNX Runtime, to compare with, is not here; pip install onnxruntime"
        ) from failure
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = Device["CPU"].info.compute_units
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    given = {each.name: value for each, value in zip(model.inputs, inputs, strict=True) if value is not None}
    differences = {}
    for each, ours, theirs in zip(
        model.outputs, arrays(model(*inputs)), session.run(None, given), strict=True
    ):
        if isinstance(theirs, np.ndarray) and theirs.size and theirs.dtype.kind in "fiub":
            wide = theirs.astype(np.float64)
            error = np.abs(np.asarray(ours, np.float64) - wide).max()
            differences[each.name] = float(error / (np.abs(wide).max() or 1.0))
    ours_s, theirs_s = alternate([lambda: arrays(model(*inputs)), lambda: session.run(None, given)], runs)
    return {"steady_s": theirs_s, "ours_s": ours_s, "differences": differences}


def inputs_of(model: Model, given: dict[str, str], sizes: dict[str, int]) -> list[Any]:
    """What to run a model on: files, or random numbers, by the names of inputs, and sizes by theirs.

    Raises InvalidArgument for a name that the model does not have.
    """
    names = [each.name for each in model.inputs]
    for name in given:
        if name not in names:
            raise InvalidArgument(f"the model has no input {name!r}; it has {', '.join(names) or 'none'}")
    open_sizes = {size for each in model.inputs for size in each.shape or () if isinstance(size, str)}
    for name in sizes:
        if name not in open_sizes:
            known = ", ".join(sorted(open_sizes)) or "none"
            raise InvalidArgument(f"the model has no size {name!r}; those it leaves open: {known}")
    return [_input(each, given.get(each.name, "random"), sizes) for each in model.inputs]


def _input(wanted: Input, source: str, sizes: dict[str, int]) -> Any:
    import numpy as np

    if source == "random":
        return _random(wanted, sizes)
    path = Path(source)
    if path.suffix == ".npy":
        try:
            return np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise FileFormatError(
                f"the input {wanted.name!r} cannot be read from {source}: {error}"
            ) from error
    return _picture(wanted, path)


def _random(wanted: Input, sizes: dict[str, int]) -> Any:
    """Numbers that are the same at every call: from 0 to 1 where they are floats."""
    import numpy as np

    from ..tensor.onnx.elements import element_of

    if wanted.kind == "optional":
        return None
    if wanted.element is None:
        raise InvalidArgument(
            f"the input {wanted.name!r} is {wanted.text or 'of no known type'}: give a file"
        )
    element = element_of(wanted.element)
    if element.held is None or element.is_coded:
        raise DTypeError(f"the input {wanted.name!r} is {element.name}, of which there are no random ones")
    shape = tuple(sizes.get(s, 1) if isinstance(s, str) else s or 1 for s in wanted.shape or ())
    generator = np.random.default_rng(SEED)
    if element.held.is_inexact:
        return generator.random(shape, np.float32).astype(element.numpy)
    return generator.integers(0, LARGEST_RANDOM_INTEGER, shape).astype(element.numpy)


def _picture(wanted: Input, path: Path) -> Any:
    """A picture as the model takes one: [1, channels, height, width] or with the channels last, from 0 to 1
    where it is of floats. It is scaled to the model's size where that is fixed.
    """
    import numpy as np

    from ..tensor.onnx.elements import element_of

    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError as failure:
        raise MissingPackage("pictures are read with Pillow; pip install 'barewire[onnx]'") from failure
    shape = wanted.shape
    if shape is None or len(shape) != 4 or wanted.element is None:
        raise InvalidArgument(
            f"the input {wanted.name!r} takes no picture: it is {wanted.text} of shape {shape}"
        )
    last = shape[3] in (1, 3) and shape[1] not in (1, 3)
    channels, height, width = (shape[3], shape[1], shape[2]) if last else (shape[1], shape[2], shape[3])
    try:
        picture = Image.open(path).convert("L" if channels == 1 else "RGB")
    except (OSError, UnidentifiedImageError) as error:
        raise FileFormatError(f"the picture {path} cannot be read: {error}") from error
    if isinstance(height, int) and isinstance(width, int):
        picture = picture.resize((width, height))
    pixels = np.atleast_3d(np.asarray(picture))
    pixels = pixels if last else pixels.transpose(2, 0, 1)
    element = element_of(wanted.element)
    scaled = pixels / 255 if element.held is not None and element.held.is_float else pixels
    return scaled[None].astype(element.numpy)


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in name)


def _described(value: Any) -> str:
    if isinstance(value, list):
        return f"{len(value)} of a sequence"
    if value is None:
        return "nothing"
    array: np.ndarray[Any, Any] = value
    return f"{array.dtype} {list(array.shape)}"


def _print(record: dict[str, Any]) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(f"{record['model']} on {record['device']}"), title_justify="left")
    for heading in ("", "name", "value"):
        table.add_column(heading)
    for kind in ("inputs", "outputs"):
        for name, described in record[kind].items():
            table.add_row(kind[:-1], escape(name), escape(described))
    console().print(table)
    how = "replayed" if record["replayed"] else "evaluated node by node: shapes follow from values"
    first, steady = record["first_result_s"], record["steady_s"] * 1e3
    console().print(f"first result after {first:.3f} s, then {steady:.3f} ms a run, {how}")
    beside = record.get("against")
    if beside is not None:
        theirs, ours = beside["steady_s"] * 1e3, beside["ours_s"] * 1e3
        differ = ", ".join(f"{escape(name)} by {error:.1e}" for name, error in beside["differences"].items())
        console().print(
            f"in turns with ONNX Runtime: {ours:.3f} ms, theirs {theirs:.3f} ms, {theirs / ours:.2f} times; "
            f"of the largest value differ: {differ or 'none was compared'}"
        )
