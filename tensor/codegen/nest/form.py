"""A loop nest in its simplest form, and what it is recognised as: found out once, and handed on with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from . import attention, contraction, fourier, linked, ranks, scan, stencil, transposed, window
from .attention import Attention
from .canonical import canonical
from .contraction import Contraction
from .fourier import Fourier
from .linked import Linked
from .lower import LoopNest
from .ranks import Ranks
from .scan import Scan
from .stencil import Stencil
from .transposed import Transposed
from .window import Window


@dataclass(frozen=True, eq=False)
class Form:
    """A canonical nest; a view of it is None where it is nothing of the kind."""

    nest: LoopNest

    @classmethod
    def of(cls, nest: LoopNest) -> Form:
        """The form of a nest as it was lowered."""
        return cls(linked.canonical_parts(nest) if nest.before else canonical(nest))

    @cached_property
    def contraction(self) -> Contraction | None:
        """The nest as a contraction."""
        return contraction.recognise(self.nest)

    @cached_property
    def window(self) -> Window | None:
        """The nest as a contraction over windows."""
        return window.recognise(self.contraction) if self.contraction is not None else None

    @cached_property
    def stencil(self) -> Stencil | None:
        """The nest as a window that slides over planes; where several share a plane it is a contraction."""
        return stencil.recognise(self.nest) if self.contraction is None else None

    @cached_property
    def scan(self) -> Scan | None:
        """The nest as a running reduction."""
        return scan.recognise(self.nest)

    @cached_property
    def transposed(self) -> Transposed | None:
        """The nest as one that reads along another loop than it writes."""
        return transposed.recognise(self.nest)

    @cached_property
    def ranks(self) -> Ranks | None:
        """The nest as the places that keys have in order."""
        return ranks.recognise(self.nest)

    @cached_property
    def fourier(self) -> Fourier | None:
        """The nest as Fourier transforms."""
        return fourier.recognise(self.nest)

    @cached_property
    def linked(self) -> Linked | None:
        """The nest as two contractions with row-wise work between them."""
        return linked.recognise(self.nest)

    @cached_property
    def attention(self) -> Attention | None:
        """The same, where the work between is a softmax."""
        return attention.recognise(self.linked) if self.linked is not None else None
