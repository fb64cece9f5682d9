"""What BAREWIRE_DEBUG prints of a graph on its way to a plan: the value that each stage hands to the next."""

from __future__ import annotations

import re

import numpy as np
import pytest

from barewire import Tensor


def printed(
    level: int, rows: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """What is printed while an expression of that many rows is computed, whose plan is not known yet."""
    rng = np.random.default_rng(rows)
    a, b, c = (rng.standard_normal(shape, np.float32) for shape in ((rows, 9), (9, 5), (5,)))
    monkeypatch.setenv("BAREWIRE_DEBUG", str(level))
    result = ((Tensor(a) @ Tensor(b)) + Tensor(c)).relu().numpy()
    monkeypatch.delenv("BAREWIRE_DEBUG")
    np.testing.assert_allclose(result, np.maximum(a @ b + c, 0), rtol=1e-5, atol=1e-6)
    return capsys.readouterr().err


def titles(text: str) -> list[str]:
    """The first words of the lines that begin a stage."""
    return [line.split()[0].rstrip(":") for line in text.splitlines() if not line.startswith((" ", "---"))]


def test_first_level_names_the_kernel(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(1, 301, monkeypatch, capsys)
    assert titles(text) == ["kernel"]
    assert "301" in text


def test_second_level_prints_every_stage_once_and_in_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(2, 302, monkeypatch, capsys)
    assert titles(text) == ["graph", "kernel", "plan"]
    graph, kernel, plan = re.split(r"^(?=kernel|plan)", text, flags=re.MULTILINE)
    # What an earlier test realized, such as a constant, is a buffer here too.
    assert graph.count("BUFFER") >= 3
    assert "REDUCE" in graph
    assert "MAX" in graph
    assert "in 0..302" in kernel
    assert re.search(r"^  \w+Schedule\(", kernel, re.MULTILINE)
    launch = re.search(r"^  \w+ x \d+: (v\d+)( v\d+){3,}$", plan, re.MULTILINE)
    assert launch is not None
    assert plan.rstrip().endswith(f"results: {launch[1]}")


def test_third_level_says_why_results_go_to_memory(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(3, 303, monkeypatch, capsys)
    assert titles(text) == ["graph", "kernels", "kernel", "plan"]
    assert "MAX float32 (303, 5): asked for" in text


def test_no_level_prints_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(0, 304, monkeypatch, capsys) == ""
