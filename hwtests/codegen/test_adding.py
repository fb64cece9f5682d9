"""An op and a dtype are added as docs/architecture.md says, to a copy of the tree, and work there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import barewire

from ..programs import start

HERE = """
import sys
sys.path.insert(0, sys.argv[1])
# What goes wrong is shown by whoever started this.
sys.stdout = sys.stderr
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of Barewire and its tests, with no links to the original."""
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(barewire.__file__).parent, tmp_path / "barewire", ignore=without)
    shutil.copytree(Path(__file__).parent.parent, tmp_path / "hwtests", ignore=without)
    return tmp_path


def insert(file: Path, before: str, text: str) -> None:
    """Put text before a line that the file has once."""
    whole = file.read_text()
    assert whole.count(before) == 1, f"{file.name} has {before!r} {whole.count(before)} times"
    file.write_text(whole.replace(before, text + before))


def runs_well(program: str, tree: Path) -> None:
    """Run a program there; it imports a good deal and compiles what no cache has."""
    with start(HERE + program, str(tree)) as process:
        try:
            _, errors = process.communicate(timeout=300)
        finally:
            process.kill()
    assert process.returncode == 0, errors


def test_a_new_op_is_one_row_and_its_meaning(tree: Path) -> None:
    graph, llvm = tree / "barewire/tensor/graph", tree / "barewire/tensor/codegen/llvm"
    insert(graph / "op.py", "    ADD = ", '    ABS = "elementwise", 1, 1, "floats; the magnitude."\n')
    insert(llvm / "vector_math.py", "    Op.SQRT: ", '    Op.ABS: "fabs",\n')
    insert(
        graph / "derivatives.py",
        "    Op.SQRT: ",
        "    Op.ABS: lambda x, g: (\n"
        "        _select(elementwise(Op.CMPLT, x.sources[0], _like(x, 0.0)), _times(g, -1.0), g),\n"
        "    ),\n",
    )
    insert(tree / "hwtests/reference.py", "    Op.SQRT: ", "    Op.ABS: _function(np.abs),\n")
    program = """
import numpy as np
from barewire import Tensor
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import ALL
from barewire.tensor.graph.op import Op
from hwtests.codegen.comparison import check, stored

values = [-2.5, -0.0, 0.0, 1.0, -np.inf, np.nan, 3.0, -1e-3] * 5
check([graph.elementwise(Op.ABS, stored(values, dtype)) for dtype in ALL if dtype.is_float])
x = Tensor([-2.0, 3.0, -0.5], requires_grad=True)
y = (x * 3)._of_node(graph.elementwise(Op.ABS, (x * 3)._node))
y.sum().backward()
np.testing.assert_array_equal(x.grad.numpy(), [-3.0, 3.0, -3.0])
"""
    runs_well(program, tree)


def test_a_new_dtype_is_one_row_and_its_conversions(tree: Path) -> None:
    graph, llvm = tree / "barewire/tensor/graph", tree / "barewire/tensor/codegen/llvm"
    # A bias of 8, no infinity, and no -0, whose code is that of no number (LLVM's APFloat.h,
    # S_Float8E4M3FNUZ): what is too large becomes that, as in PyTorch.
    row = '"float8_e4m3fnuz", "f", 8, "i8", 11, "F8_E4M3FNUZ", "", "float32", 4, 3, 8, 0x80, 0x80'
    insert(graph / "dtype.py", "float16  = ", f"float8_e4m3fnuz = DType({row})\n")
    insert(
        graph / "float_codes.py",
        "            return sign | round(size * steps)",
        "            if dtype.nan == 0x80 and not round(size * steps):\n                return 0\n",
    )
    insert(graph / "float_codes.py", "    size = inf if", "    if code == dtype.nan:\n        return nan\n")
    insert(
        llvm / "float8.py",
        "    dtypes.float8_e4m3fn: ",
        "    dtypes.float8_e4m3fnuz: lambda w, lanes, x: w.emit(\n"
        """        f"icmp eq {vector_of('i8', lanes)} {x}, {splat('-128', 'i8', lanes)}"\n"""
        "    ),\n",
    )
    insert(
        llvm / "float8.py",
        """    return w.emit(f"trunc {f.int_type} {f.integer('or', code, sign)}""",
        "    if dtype is dtypes.float8_e4m3fnuz:\n"
        '        zero = w.emit(f"icmp eq {f.int_type} {code}, {f.int_const(0)}")\n'
        '        parts = f"{f.int_type} {f.int_const(0)}, {f.int_type} {sign}"\n'
        '        sign = w.emit(f"select {flags} {zero}, {parts}")\n',
    )
    program = """
import numpy as np, pytest, torch
from barewire import Tensor
from barewire.tensor.graph.dtype import EIGHT_BIT_FLOATS, float8_e4m3fnuz as dtype

assert dtype in EIGHT_BIT_FLOATS and dtype.finite == dtype.maximum == 240.0
values = [1.0, -0.0, 0.3, -17.3, 1e-4, 247.0, 1e-9, -1e-9]
codes = torch.tensor(values).to(torch.float8_e4m3fnuz)
assert Tensor(values, dtype=dtype).tolist() == codes.float().tolist()
assert (Tensor.full((2, 3), 3.4, dtype=dtype) + 1).tolist() == [[4.5] * 3] * 2
product = Tensor.ones(8, 16, dtype=dtype) @ Tensor.full((16, 8), 0.5, dtype=dtype)
assert product.dtype is dtype and product.tolist() == [[8.0] * 8] * 8
assert Tensor.from_dlpack(Tensor(values, dtype=dtype)).dtype is dtype
assert 0 <= Tensor.rand(9, dtype=dtype).max().item() < 1
# The tests over all dtypes include it.
# Its conftest.py is hwtests/: without a root of its own pytest takes one from where it was started.
included = ["--rootdir", sys.argv[1], "-k", "e4m3fnuz and (33 or 64 or maximum)"]
every = sys.argv[1] + "/hwtests/codegen/test_elementwise_ops.py"
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *included, every]))
"""
    runs_well(program, tree)
