"""The kinds of kernels there are, as a table: what a nest must be, how it is scheduled and written.

A new kind is one row. Of the kinds for a machine the first that has a schedule for a nest gets it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .emitted import Emitted
from .grid import loop_schedule as grid_loop_schedule
from .grid import loops as grid_loops
from .grid import tile_schedule as grid_tile_schedule
from .grid import tiles as grid_tiles
from .grid.attention import online_softmax
from .grid.attention import schedule as attention_schedule
from .grid.target import GridTarget
from .machine import Machine
from .nest.attention import Attention
from .nest.contraction import Contraction
from .nest.form import Form
from .nest.fourier import Fourier
from .nest.interleaved import joined
from .nest.linked import Linked
from .nest.lower import LoopNest
from .nest.ranks import Ranks
from .nest.scan import Scan
from .nest.stencil import Stencil
from .nest.transposed import Transposed
from .nest.window import Window
from .nvidia import warpgroup_schedule, warpgroup_tiles
from .processor import (
    amx,
    dot_schedule,
    dot_tiles,
    fourier,
    fourier_schedule,
    linked,
    linked_schedule,
    loop_schedule,
    loops,
    rank_schedule,
    ranks,
    scan_schedule,
    scans,
    stencil_schedule,
    stencils,
    thin,
    thin_schedule,
    tile_schedule,
    tiles,
    transpose_schedule,
    transposes,
    window_schedule,
    windows,
)
from .processor.writer import features
from .schedule import (
    AmxSchedule,
    AttentionSchedule,
    DotSchedule,
    FourierSchedule,
    GridLoopSchedule,
    GridTileSchedule,
    LinkedSchedule,
    LoopSchedule,
    RankSchedule,
    ScanSchedule,
    Schedule,
    StencilSchedule,
    ThinSchedule,
    TileSchedule,
    TransposeSchedule,
    WarpgroupSchedule,
    WindowSchedule,
)
from .targets import grid_target

# Places of an axis that may be best combined directly, each with every other.
_MOST_COMPARED = 256

_View = TypeVar("_View")
_Schedule = TypeVar("_Schedule")


@dataclass(frozen=True)
class Kind(Generic[_View, _Schedule]):
    """One kind of kernel, for machines of the kind `on`. Its schedules are of a class of their own.

    `view` is what it sees in a nest, or None where that is not for it; all else works on that. `choose` is
    the heuristic, which may decline; `alternatives` are what is worth measuring, some of which may not fit.
    `fits` says whether any schedule, such as a stored one, can be emitted and run. `joins` says whether
    kernels that are linked are best joined to one of this kind.
    """

    name: str
    on: str
    schedule: type[_Schedule]
    view: Callable[[Form], _View | None]
    choose: Callable[[_View, Machine], _Schedule | None]
    alternatives: Callable[[_View, Machine], Iterator[_Schedule]]
    fits: Callable[[_View, _Schedule, Machine], bool]
    emit: Callable[[_View, _Schedule, str, Machine], Emitted]
    joins: Callable[[_View, Machine], bool] | None = None


def _on_processor(
    emit: Callable[[_View, _Schedule, str], Emitted],
) -> Callable[[_View, _Schedule, str, Machine], Emitted]:
    """An emitter for processors: LLVM knows what each has, and the writer, of what LLVM would not choose."""

    def emit_for(view: _View, schedule: _Schedule, name: str, machine: Machine) -> Emitted:
        before = features.set(machine.features)
        try:
            return emit(view, schedule, name)
        finally:
            features.reset(before)

    return emit_for


def _on_grid(
    emit: Callable[[_View, _Schedule, str, GridTarget, Machine], Emitted],
) -> Callable[[_View, _Schedule, str, Machine], Emitted]:
    """An emitter for cards of any family, given the machine's."""

    def emit_for(view: _View, schedule: _Schedule, name: str, machine: Machine) -> Emitted:
        return emit(view, schedule, name, grid_target(machine.features), machine)

    return emit_for


def _contraction(form: Form) -> Contraction | None:
    return form.contraction


def _window(form: Form) -> Window | None:
    return form.window


def _linked(form: Form) -> Linked | None:
    return form.linked


def _attention(form: Form) -> Attention | None:
    return form.attention


def _stencil(form: Form) -> Stencil | None:
    return form.stencil


def _scan(form: Form) -> Scan | None:
    return form.scan


def _transposed(form: Form) -> Transposed | None:
    return form.transposed


def _ranks(form: Form) -> Ranks | None:
    return form.ranks


def _fourier(form: Form) -> Fourier | None:
    return form.fourier


def _loops(form: Form) -> LoopNest | None:
    return form.nest if not form.nest.before else None


def _processor_loops(form: Form) -> LoopNest | None:
    nest = _loops(form)
    return nest if nest is None else joined(nest)


def _loop_alternatives(nest: LoopNest, machine: Machine) -> Iterator[LoopSchedule]:
    """What is worth measuring of loops: not every place of a long axis against every other."""
    form = Form(nest)
    pairs = form.scan or form.ranks
    if pairs is None or pairs.step.extent <= _MOST_COMPARED:
        yield from loop_schedule.alternatives(nest, machine)


KINDS: tuple[Kind[Any, Any], ...] = (
    Kind(
        "linked contractions",
        "processor",
        LinkedSchedule,
        _linked,
        linked_schedule.choose,
        linked_schedule.alternatives,
        linked_schedule.fits,
        _on_processor(linked.emit),
        linked_schedule.is_worthwhile,
    ),
    Kind(
        "Fourier transforms",
        "processor",
        FourierSchedule,
        _fourier,
        fourier_schedule.choose,
        fourier_schedule.alternatives,
        fourier_schedule.fits,
        _on_processor(fourier.emit),
    ),
    Kind(
        "thin contractions",
        "processor",
        ThinSchedule,
        thin_schedule.view,
        thin_schedule.choose,
        thin_schedule.alternatives,
        thin_schedule.fits,
        _on_processor(thin.emit),
    ),
    Kind(
        "AMX tiles",
        "processor",
        AmxSchedule,
        amx.view,
        amx.choose,
        amx.alternatives,
        amx.fits,
        _on_processor(amx.emit),
    ),
    Kind(
        "running reductions",
        "processor",
        ScanSchedule,
        _scan,
        scan_schedule.choose,
        scan_schedule.alternatives,
        scan_schedule.fits,
        _on_processor(scans.emit),
    ),
    Kind(
        "ranks",
        "processor",
        RankSchedule,
        _ranks,
        rank_schedule.choose,
        rank_schedule.alternatives,
        rank_schedule.fits,
        _on_processor(ranks.emit),
    ),
    Kind(
        "transposed reads",
        "processor",
        TransposeSchedule,
        _transposed,
        transpose_schedule.choose,
        transpose_schedule.alternatives,
        transpose_schedule.fits,
        _on_processor(transposes.emit),
    ),
    Kind(
        "stencils",
        "processor",
        StencilSchedule,
        _stencil,
        stencil_schedule.choose,
        stencil_schedule.alternatives,
        stencil_schedule.fits,
        _on_processor(stencils.emit),
    ),
    Kind(
        "dot products of small integers",
        "processor",
        DotSchedule,
        dot_schedule.view,
        dot_schedule.choose,
        dot_schedule.alternatives,
        dot_schedule.fits,
        dot_tiles.emit,
    ),
    Kind(
        "windows",
        "processor",
        WindowSchedule,
        _window,
        window_schedule.choose,
        window_schedule.alternatives,
        window_schedule.fits,
        _on_processor(windows.emit),
    ),
    Kind(
        "register tiles",
        "processor",
        TileSchedule,
        _contraction,
        tile_schedule.choose,
        tile_schedule.alternatives,
        tile_schedule.fits,
        _on_processor(tiles.emit),
    ),
    Kind(
        "loops",
        "processor",
        LoopSchedule,
        _processor_loops,
        loop_schedule.choose,
        _loop_alternatives,
        loop_schedule.fits,
        _on_processor(loops.emit),
    ),
    Kind(
        "attention",
        "grid",
        AttentionSchedule,
        _attention,
        attention_schedule.choose,
        attention_schedule.alternatives,
        attention_schedule.fits,
        _on_grid(online_softmax.emit),
        attention_schedule.is_worthwhile,
    ),
    Kind(
        "warpgroups' tiles",
        "grid",
        WarpgroupSchedule,
        _contraction,
        warpgroup_schedule.choose,
        warpgroup_schedule.alternatives,
        warpgroup_schedule.fits,
        warpgroup_tiles.emit,
    ),
    Kind(
        "tiles of a grid",
        "grid",
        GridTileSchedule,
        _contraction,
        grid_tile_schedule.choose,
        grid_tile_schedule.alternatives,
        grid_tile_schedule.fits,
        _on_grid(grid_tiles.emit),
    ),
    Kind(
        "loops of a grid",
        "grid",
        GridLoopSchedule,
        _loops,
        grid_loop_schedule.choose,
        grid_loop_schedule.alternatives,
        grid_loop_schedule.fits,
        _on_grid(grid_loops.emit),
    ),
)


def _of(schedule: Schedule) -> Kind[Any, Any]:
    return next(kind for kind in KINDS if kind.schedule is type(schedule))


def views(form: Form, machine: Machine) -> Iterator[tuple[Kind[Any, Any], Any]]:
    """The kinds for a machine that a nest is something to, and what it is to each."""
    for kind in KINDS:
        if kind.on == machine.kind and (view := kind.view(form)) is not None:
            yield kind, view


def choose(form: Form, machine: Machine) -> Schedule:
    """The heuristic's schedule. Raises ValueError where no kind takes the nest."""
    for kind, view in views(form, machine):
        chosen: Schedule | None = kind.choose(view, machine)
        if chosen is not None:
            return chosen
    raise ValueError(f"no kind of kernel for a {machine.kind} takes this loop nest")


def alternatives(form: Form, machine: Machine) -> Iterator[Schedule]:
    """What `barewire tune` tries for a nest, of whatever kind, where it fits."""
    for kind, view in views(form, machine):
        for found in kind.alternatives(view, machine):
            if kind.fits(view, found, machine):
                yield found


def fits(form: Form, schedule: Schedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for a nest, and run on the machine."""
    kind = _of(schedule)
    view = kind.view(form) if kind.on == machine.kind else None
    return view is not None and kind.fits(view, schedule, machine)


def emit(form: Form, schedule: Schedule, name: str, machine: Machine) -> Emitted:
    """LLVM IR for a nest under a schedule. Raises ValueError where that is for another kind of nest."""
    kind = _of(schedule)
    view = kind.view(form)
    if view is None:
        raise ValueError(f"{schedule} is for {kind.name}, which {name} is not")
    return kind.emit(view, schedule, name, machine)


def joins(nest: LoopNest, machine: Machine) -> bool:
    """Whether kernels that were linked to a nest are best run as this one kernel."""
    form = Form.of(nest)
    return any(kind.joins is not None and kind.joins(view, machine) for kind, view in views(form, machine))
