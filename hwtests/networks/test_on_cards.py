"""The small networks on simulated cards, through `nn`, through `from_torch`, and from ONNX files."""

from __future__ import annotations

import pytest

from ..daily import daily
from ..programs import run_module
from .zoo import SMALL

CARDS = {
    **dict.fromkeys(("gfx1100", "gfx942", "gfx1201", "gfx1030"), "AMD"),
    **dict.fromkeys(("sm_90", "sm_80", "sm_75"), "NVIDIA"),
    **dict.fromkeys(("a630", "a660"), "QUALCOMM"),
}
EVERY = " ".join(SMALL)
RUNS = [("nn", card, EVERY) for card in CARDS]
RUNS += [(way, card, EVERY) for way in ("from_torch", "onnx") for card in ("gfx1100", "sm_90", "a630")]
# Every day each way and each maker.
SAMPLE = [
    ("nn", "gfx1100", "segment_anything.decoder"),
    ("from_torch", "sm_90", "whisper"),
    ("onnx", "a630", "bottlenecks unet"),
]


@pytest.mark.parametrize("run", daily(SAMPLE + RUNS, SAMPLE), ids=str)
def test_results_are_pytorchs_on_a_card(run: tuple[str, str, str]) -> None:
    way, card, names = run
    done = run_module(
        "hwtests.networks.on_device",
        *(way, *names.split()),
        timeout_s=900,
        BAREWIRE_SIMULATE=card,
        BAREWIRE_DEVICE=CARDS[card],
    )
    assert done.returncode == 0, done.stderr
    first, *lines = done.stdout.splitlines()
    assert f"({card})" in first
    assert [line.split()[0] for line in lines] == names.split()
    assert all(float(line.split()[1]) < 2e-5 for line in lines), done.stdout
