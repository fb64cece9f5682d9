"""Branches, ends and what only orders memory (PTX ISA, 9.7.12 and 9.7.13)."""

from __future__ import annotations

from ..native import layout, proxies
from ..native.translator import Translator, handles, waits
from ..syntax import Instruction, Name


@handles("bra")
def branch(t: Translator, i: Instruction) -> None:
    b = t.b
    target = t.operands(i, 1)[0]
    if type(target) is not Name or target.name not in t.labels:
        raise t.error(f"Label '{getattr(target, 'name', target)}' is not defined")
    label = t.block_of(target.name)
    backward = t.labels[target.name] <= t.at
    t.loops |= backward
    if i.predicate is not None:
        after = b.fresh("next")
        if not backward:
            b.end(f"br i1 {t.predicate(i)}, label %{label}, label %{after}")
        else:
            jump = b.fresh("back")
            b.condition(t.predicate(i), jump, after)
            b.place(jump)
            t.check_stop()
            b.branch(label)
        b.place(after)
        return
    if backward:
        t.check_stop()
    b.branch(label)


@handles("brx")
def branch_indexed(t: Translator, i: Instruction) -> None:
    b = t.b
    index, table = t.operands(i, 2)
    labels = t.tables.get(table.name) if type(table) is Name else None
    if not labels:
        raise t.error("A list of branch targets is wanted")
    after = b.fresh("next")
    if i.predicate is not None:
        go = b.fresh("go")
        b.condition(t.predicate(i), go, after)
        b.place(go)
    t.check_stop()
    cases = " ".join(f"i32 {n}, label %{t.block_of(label)}" for n, label in enumerate(labels))
    b.end(f"switch i32 {t.get(index, 'b32')}, label %{t.block_of(labels[-1])} [ {cases} ]")
    if i.predicate is not None:
        b.place(after)


@handles("ret", "exit")
def leave(t: Translator, i: Instruction) -> None:
    t.b.ret("i32", layout.EXITED)


@handles("trap")
def trap(t: Translator, i: Instruction) -> None:
    t.fault_unless("false", layout.FAULT_TRAP)
    t.b.end("unreachable")


# fence.mbarrier_init makes an initialised mbarrier known to bulk copies as fence.proxy.async does.
_PROXY_FENCES = {"async", "mbarrier_init"}


@handles("membar", "fence")
def fence(t: Translator, i: Instruction) -> None:
    t.b.line("fence seq_cst")
    if t.watches and _PROXY_FENCES & {m.partition("::")[0] for m in i.modifiers}:
        t.have("proxy_fence", proxies.fence_body)
        t.b.call("void", "proxy_fence", "ptr %frame", "ptr %block")


waits("nanosleep")


@handles("nanosleep")
def sleep(t: Translator, i: Instruction) -> None:
    """Others run meanwhile, of this block and of those that run together with it."""
    t.wait(layout.SITE_SLEEP, "nothing")


@handles("brkpt", "pmevent", "griddepcontrol", "setmaxnreg")
def nothing(t: Translator, i: Instruction) -> None:
    """Has no effect on what is computed."""
