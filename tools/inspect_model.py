"""`barewire inspect`: what is in an ONNX model."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .console import console
from .exit_codes import ExitCode
from .graph_picture import Box, picture
from .run_model import load_model

if TYPE_CHECKING:
    from ..tensor.onnx.model import Model

DESCRIPTION = """show what an ONNX model holds

Its inputs and outputs, the operators with how many nodes have them, the largest of its constants, and as a
picture the graph."""

MOST_CONSTANTS = 12


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL", help="an ONNX file")
    parser.add_argument("--svg", metavar="FILE", type=Path, help="draw the graph into this file")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")


def run(arguments: Namespace) -> int:
    """Print what a model holds."""
    model = load_model(arguments.model, None)
    record = describe(model)
    if arguments.json:
        print(json.dumps(record, indent=2))
    else:
        _print(arguments.model, record)
    if arguments.svg is not None:
        arguments.svg.write_text(picture(boxes(model)), encoding="utf-8")
        if not arguments.json:
            console().print(f"the graph is drawn in {arguments.svg}", markup=False)
    return ExitCode.OK


def describe(model: Model) -> dict[str, Any]:
    """The tables of a model, as plain data."""
    program = model.program
    counts = Counter(
        (step.domain, step.operator, step.version, step.body is not None) for step in program.operators
    )
    constants = sorted(program.constants.items(), key=lambda pair: -pair[1].nbytes)
    return {
        "producer": model.proto.producer_name,
        "operator_sets": {each.domain or "ai.onnx": each.version for each in model.proto.opset_import},
        "inputs": {each.name: {"type": each.text, "shape": each.shape} for each in model.inputs},
        "outputs": {each.name: {"type": each.text, "shape": each.shape} for each in model.outputs},
        "operators": [
            {"operator": operator, "domain": domain, "version": version, "nodes": count, "by_function": inner}
            for (domain, operator, version, inner), count in counts.most_common()
        ],
        "constants": {
            "count": len(constants),
            "bytes": sum(array.nbytes for _, array in constants),
            "largest": {
                name: {"type": str(array.dtype), "shape": array.shape, "bytes": array.nbytes}
                for name, array in constants[:MOST_CONSTANTS]
            },
        },
    }


def boxes(model: Model) -> list[Box]:
    """The graph for a picture: inputs, nodes and outputs, each with those it reads from."""
    made: dict[str, int] = {}
    found: list[Box] = []
    for each in model.inputs:
        made[each.name] = len(found)
        found.append(Box(each.name, _shape(each.shape), (), "input"))
    for step in model.program.steps:
        sources = tuple(made[name] for name in dict.fromkeys((*step.inputs, *step.reads)) if name in made)
        weights = [
            str(tuple(model.program.constants[name].shape))
            for name in step.inputs
            if name in model.program.constants and model.program.constants[name].ndim > 1
        ]
        made.update((name, len(found)) for name in step.outputs if name)
        found.append(Box(step.operator, " ".join(weights), sources, "node"))
    for each in model.outputs:
        sources = (made[each.name],) if each.name in made else ()
        found.append(Box(each.name, _shape(each.shape), sources, "output"))
    return found


def _shape(shape: tuple[int | str | None, ...] | None) -> str:
    return "" if shape is None else "[" + ", ".join("?" if s is None else str(s) for s in shape) + "]"


def _print(name: str, record: dict[str, Any]) -> None:
    from rich.markup import escape
    from rich.table import Table

    out = console()
    sets = ", ".join(f"{domain} {version}" for domain, version in record["operator_sets"].items())
    out.print(f"{name}: operator sets {sets}; made by {record['producer'] or 'nobody said'}", markup=False)
    values = Table()
    for heading in ("", "name", "type", "shape"):
        values.add_column(heading)
    for kind in ("inputs", "outputs"):
        for each, said in record[kind].items():
            values.add_row(kind[:-1], escape(each), escape(said["type"]), escape(_shape(said["shape"])))
    out.print(values)
    operators = Table()
    operators.add_column("operator")
    operators.add_column("version", justify="right")
    operators.add_column("nodes", justify="right")
    operators.add_column("computed by")
    for each in record["operators"]:
        named = f"{each['domain']}.{each['operator']}" if each["domain"] else each["operator"]
        how = "a function of other operators" if each["by_function"] else "its own lowering"
        operators.add_row(escape(named), str(each["version"]), str(each["nodes"]), how)
    out.print(operators)
    constants = record["constants"]
    weights = Table(
        title=f"{constants['count']} constants, {constants['bytes'] / 1e6:.1f} MB", title_justify="left"
    )
    weights.add_column("largest")
    weights.add_column("type")
    weights.add_column("shape")
    weights.add_column("MB", justify="right")
    for each, said in constants["largest"].items():
        weights.add_row(escape(each), said["type"], str(tuple(said["shape"])), f"{said['bytes'] / 1e6:.3f}")
    out.print(weights)
