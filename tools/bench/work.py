"""What a benchmark is: its name, its goals, and how it is run in a given setting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..exit_codes import MissingPackage
from .measure import Contest, Goal, Outcome, measure

if TYPE_CHECKING:
    from ...runtime.device import Device
    from ...tensor.tensor import Tensor

TORCH = "torch"


@dataclass(frozen=True)
class Setting:
    """Where and against whom the works run; `threads` is how many both sides may use. Works for graphics
    cards divide their sizes by `scale`, networks are `small` to be tried out.
    """

    device_name: str
    against: tuple[str, ...]
    runs: int
    threads: int
    scale: int = 1
    small: bool = False

    @property
    def against_torch(self) -> bool:
        return TORCH in self.against

    @cached_property
    def device(self) -> Device:
        from ...runtime.device import Device

        return Device[self.device_name]

    def torch(self) -> Any:
        """PyTorch, held to our number of threads."""
        try:
            import torch
        except ImportError as failure:
            raise MissingPackage(
                "--against torch needs PyTorch, which is not here; pip install 'barewire[bench]'"
            ) from failure
        torch.set_num_threads(self.threads)
        return torch

    def torch_on_card(self) -> tuple[Any, str] | None:
        """PyTorch and its name of the card under test; None where it cannot use that card."""
        torch = self.torch()
        info = self.device.info
        builds = {"NVIDIA": torch.version.cuda, "AMD": torch.version.hip}
        if not builds.get(info.driver) or not torch.cuda.is_available():
            return None
        return torch, f"cuda:{info.index}"

    def tensor(self, array: object) -> Tensor:
        """A realized tensor on the device under test."""
        from ...tensor.tensor import Tensor

        return Tensor(array, device=self.device_name).realize()

    @cached_property
    def _finishing(self) -> tuple[Callable[[Sequence[Tensor]], None], Callable[[], None]]:
        from ...tensor.run.call import realize_all

        return realize_all, self.device.synchronize

    def finish(self, *results: Tensor) -> None:
        """Compute the results, where that has not begun, and wait until they are in memory."""
        realize, wait = self._finishing
        realize(results)
        wait()


@dataclass(frozen=True)
class Work:
    """One row: `run` measures it. `unit` is "s", or "" for a plain ratio; `on` is "GPU" for what is measured
    on graphics cards.
    """

    name: str
    title: str
    must: Goal | None
    aim: Goal | None
    run: Callable[[Setting], Outcome]
    unit: str = "s"
    on: str = ""


def contest(prepare: Callable[[Setting], Contest]) -> Callable[[Setting], Outcome]:
    """The `run` of a work in which ours and the rivals take turns."""
    return lambda setting: measure(prepare(setting), setting.runs)
