"""A kernel with the functions it calls put in their place, and every name in it unique (PTX ISA, 7.1).

Parameters of a call are variables of the kernel: those of the caller where it passes `.param` variables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ..syntax import (
    WIDTHS,
    Address,
    Function,
    Group,
    Instruction,
    Integer,
    Label,
    Module,
    Name,
    Negated,
    Operand,
    Pair,
    PtxError,
    Statement,
    Variable,
    Vector,
)

_DEEPEST_CALL = 64


@dataclass
class Names:
    """What a flattened kernel declares."""

    types: Callable[[str], str | None]
    variables: dict[str, Variable] = field(default_factory=dict)
    tables: dict[str, tuple[str, ...]] = field(default_factory=dict)


def flatten(module: Module, function: Function) -> tuple[list[Statement], Names]:
    """The statements of a kernel with all calls inlined. Raises PtxError for a call that cannot be."""
    body = function.body or []
    calls = any(isinstance(statement, Instruction) and statement.opcode == "call" for statement in body)
    if not calls:
        return body, Names(function.register_type, dict(function.variables), dict(function.tables))
    inlining = _Inlining(module)
    inlining.variables |= function.variables
    inlining.tables |= function.tables
    inlining.expand(function, {}, 0)

    def types(name: str) -> str | None:
        return inlining.registers.get(name) or function.register_type(name)

    return inlining.statements, Names(types, inlining.variables, inlining.tables)


class _Inlining:
    def __init__(self, module: Module) -> None:
        self.module = module
        self.statements: list[Statement] = []
        self.variables: dict[str, Variable] = {}
        self.tables: dict[str, tuple[str, ...]] = {}
        self.registers: dict[str, str] = {}
        self.calls = 0

    def expand(self, function: Function, names: dict[str, str], depth: int, end: str = "") -> None:
        """Append a function's statements with its names changed; `ret` goes to `end` where there is one."""
        prefix = names.get("", "")

        def renamed(name: str) -> str:
            if not prefix:
                return name
            found = names.get(name)
            if found is None:
                head = name.partition(".")[0]
                kind = function.register_type(name)
                if kind is not None:
                    found = f"{prefix}{name}"
                    self.registers[found] = kind
                elif head in function.variables:
                    found = f"{prefix}{name}"
                    self.variables[found] = replace(function.variables[name], name=found)
                else:
                    found = name
                names[name] = found
            return found

        def operand(value: Operand) -> Operand:
            if type(value) is Name:
                return Name(renamed(value.name))
            if type(value) is Address:
                base = Name(renamed(value.base.name)) if type(value.base) is Name else value.base
                return Address(base, value.offset, tuple(operand(each) for each in value.more))
            if type(value) is Vector:
                return Vector(tuple(operand(each) for each in value.elements))
            if type(value) is Group:
                return Group(tuple(operand(each) for each in value.elements))
            if type(value) is Pair:
                return Pair(operand(value.first), operand(value.second))
            if type(value) is Negated:
                return Negated(operand(value.operand))
            return value

        for label in (s.name for s in function.body or [] if isinstance(s, Label)):
            names.setdefault(label, f"{prefix}{label}")
        for table, labels in function.tables.items():
            self.tables[names.setdefault(table, f"{prefix}{table}")] = tuple(names[label] for label in labels)
        for statement in function.body or []:
            if isinstance(statement, Label):
                self.statements.append(Label(statement.line, names[statement.name]))
                continue
            predicate = Name(renamed(statement.predicate.name)) if statement.predicate else None
            changed = statement._replace(
                operands=tuple(map(operand, statement.operands)), predicate=predicate
            )
            if statement.opcode == "call":
                self.call(changed, depth)
            elif statement.opcode == "ret" and end:
                self.statements.append(changed._replace(opcode="bra", modifiers=(), operands=(Name(end),)))
            else:
                self.statements.append(changed)

    def call(self, instruction: Instruction, depth: int) -> None:
        line, operands = instruction.line, instruction.operands
        results: tuple[Operand, ...] = ()
        if operands and type(operands[0]) is Group and len(operands) > 1:
            results, operands = operands[0].elements, operands[1:]
        if not operands or type(operands[0]) is not Name:
            raise PtxError(line, "Wrong operands of a call")
        callee = self.module.functions.get(operands[0].name)
        arguments: tuple[Operand, ...] = ()
        if len(operands) > 1 and type(operands[1]) is Group:
            arguments = operands[1].elements
        if callee is None:
            raise PtxError(
                line, f"Unknown symbol '{operands[0].name}': a call through a register is not simulated"
            )
        if callee.body is None:
            raise PtxError(line, f"Unresolved extern function '{callee.name}'")
        if depth >= _DEEPEST_CALL:
            raise PtxError(line, f"Call of '{callee.name}': recursion is not simulated")
        if len(arguments) != len(callee.parameters) or len(results) != len(callee.results):
            raise PtxError(line, f"Call of '{callee.name}' with a wrong number of arguments")
        self.calls += 1
        prefix = f"call{self.calls}$"
        end = f"{prefix}end"
        after = f"{prefix}skip"
        if instruction.predicate is not None:
            self.statements.append(
                Instruction(line, "bra", (), (Name(after),), instruction.predicate, not instruction.unless)
            )
        names = {"": prefix}
        for parameter, argument in zip(callee.parameters, arguments, strict=True):
            self.pass_in(line, names, prefix, parameter, argument)
        outgoing: list[tuple[Variable, str, Operand]] = []
        for result, target in zip(callee.results, results, strict=True):
            if result.space != "reg" and type(target) is Name and target.name in self.variables:
                names[result.name] = target.name
            else:
                own = self.own(names, prefix, result)
                outgoing.append((result, own, target))
        self.expand(callee, names, depth + 1, end)
        self.statements.append(Label(line, end))
        for result, own, target in outgoing:
            kind = f"b{WIDTHS[result.element]}" if result.element != "pred" else "pred"
            if result.space == "reg":
                self.statements.append(Instruction(line, "mov", (kind,), (target, Name(own))))
            else:
                self.statements.append(
                    Instruction(line, "ld", ("param", kind), (target, Address(Name(own), 0)))
                )
        if instruction.predicate is not None:
            self.statements.append(Label(line, after))

    def own(self, names: dict[str, str], prefix: str, variable: Variable) -> str:
        """A parameter's own variable or register in this call."""
        own = f"{prefix}{variable.name}"
        names[variable.name] = own
        if variable.space == "reg":
            self.registers[own] = variable.element
        else:
            self.variables[own] = replace(variable, name=own)
        return own

    def pass_in(
        self, line: int, names: dict[str, str], prefix: str, parameter: Variable, argument: Operand
    ) -> None:
        if parameter.space != "reg" and type(argument) is Name and argument.name in self.variables:
            # A copy, since the function may write to it.
            names[parameter.name] = argument.name
            return
        own = self.own(names, prefix, parameter)
        kind = f"b{WIDTHS[parameter.element]}" if parameter.element != "pred" else "pred"
        if parameter.space == "reg":
            self.statements.append(Instruction(line, "mov", (kind,), (Name(own), argument)))
        elif isinstance(argument, (Name, Integer)):
            self.statements.append(
                Instruction(line, "st", ("param", kind), (Address(Name(own), 0), argument))
            )
        else:
            raise PtxError(line, "Wrong operands of a call")
