"""Who is measured beside ours: PyTorch, what `torch.compile` makes of it, and ONNX Runtime."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from .measure import Contest, require_all_close
from .results import arrays
from .work import TORCH, Setting

COMPILE, ONNXRUNTIME = "compile", "onnxruntime"
PEERS = (TORCH, COMPILE, ONNXRUNTIME)
"""In the order in which they stand in a row; the first one measured is its main rival."""

PACKAGES = {TORCH: "torch", COMPILE: "torch", ONNXRUNTIME: "onnxruntime"}
"""What is installed for each."""

_COMPILERS = ("c++", "g++", "clang++")
OPSET = 17
# What compilers that sum in another order, or compute activations roughly, may differ by.
_TOLERANCE = 2e-3


def parse(text: str) -> tuple[str, ...]:
    """The peers that a list with commas names. Raises ValueError with those that exist."""
    asked = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in asked if name not in PEERS]
    if unknown or not asked:
        raise ValueError(f"{', '.join(unknown) or 'nothing'} is no peer; there are {', '.join(PEERS)}")
    return tuple(name for name in PEERS if name in asked)


def missing(name: str) -> str:
    """Why a peer cannot be measured here, with what would help; nothing where it can."""
    from importlib.util import find_spec

    for package in dict.fromkeys((PACKAGES[name], "torch")):
        if find_spec(package) is None:
            return f"{package} is not installed; pip install 'barewire[bench]'"
    if name == COMPILE and not has_compiler():
        return f"torch.compile needs a C++ compiler: CXX, or one of {', '.join(_COMPILERS)}"
    return ""


def has_compiler() -> bool:
    """Whether there is a C++ compiler for `torch.compile`."""
    return any(shutil.which(name) for name in (os.environ.get("CXX") or "", *_COMPILERS) if name)


def add_peers(
    setting: Setting,
    contest: Contest,
    program: Callable[..., Any],
    calling: Callable[[Callable[..., Any]], Callable[[], Any]],
    arguments: Sequence[Any] | None,
    tolerance: float | None = None,
) -> Contest:
    """A contest beside the peers that are asked for; what one of them cannot do is said in its note.

    `program` is PyTorch's, `calling` makes a call of it, or of what is compiled of it. `arguments` are those
    that ONNX Runtime is given; None where it has no such works. A rival whose results are not PyTorch's
    within `tolerance` of the largest value is none; with None they are not compared.
    """
    rivals: dict[str, Callable[[], Any]] = {}
    notes = [contest.note] if contest.note else []
    eager = calling(program)
    for name in setting.against:
        try:
            if name == TORCH:
                rivals[name] = eager
                continue
            if name == ONNXRUNTIME and arguments is None:
                continue
            rival = (
                _compiled(setting, program, calling)
                if name == COMPILE
                else session(setting, program, arguments or ())
            )
            if tolerance is not None:
                require_all_close(arrays(rival()), arrays(eager()), max(tolerance, _TOLERANCE))
            rivals[name] = rival
        except Exception as failure:  # Neither compilers nor exporters have one exception of their own.
            lines = str(failure).strip().splitlines() or [type(failure).__name__]
            notes.append(f"{name} cannot: {lines[0][:120]}")
    return replace(contest, rivals=rivals, note="; ".join(notes))


def _compiled(
    setting: Setting, program: Callable[..., Any], calling: Callable[[Callable[..., Any]], Callable[[], Any]]
) -> Callable[[], Any]:
    torch = setting.torch()
    torch._dynamo.reset()
    call = calling(torch.compile(program))
    call()
    return call


@contextlib.contextmanager
def _unsaid() -> Iterator[None]:
    """Within, what native code writes to standard error is lost."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def session(setting: Setting, program: Callable[..., Any], arguments: Sequence[Any]) -> Callable[[], Any]:
    """A call of ONNX Runtime with what PyTorch's exporter makes of a program.

    Raises whatever the exporter, or ONNX Runtime, has against it.
    """
    import onnxruntime

    torch = setting.torch()

    class Program(torch.nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            if isinstance(program, torch.nn.Module):
                self.program = program

        def forward(self, *given: Any) -> Any:
            return program(*given)

    file = io.BytesIO()
    is_joined = torch.backends.mha.get_fastpath_enabled()
    # The exporter has no operator for whole layers, writes down what it cannot do, and warns of constants.
    torch.backends.mha.set_fastpath_enabled(False)
    torch._C._jit_set_onnx_log_output_stream("stderr")
    try:
        with warnings.catch_warnings(), torch.no_grad(), _unsaid():
            warnings.simplefilter("ignore")
            torch.onnx.export(Program().eval(), tuple(arguments), file, dynamo=False, opset_version=OPSET)
    finally:
        torch.backends.mha.set_fastpath_enabled(is_joined)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = setting.threads
    options.log_severity_level = 3
    runs = onnxruntime.InferenceSession(file.getvalue(), options, providers=["CPUExecutionProvider"])
    arrays = [each.detach().numpy() for each in arguments]
    feed = {each.name: values for each, values in zip(runs.get_inputs(), arrays, strict=True)}
    runs.run(None, feed)
    return lambda: runs.run(None, feed)
