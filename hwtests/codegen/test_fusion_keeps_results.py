"""Random graphs: fused, with every node in memory, and under random legal schedules, all equal to NumPy."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barewire.tensor import dtype as dtypes
from barewire.tensor import node as graph
from barewire.tensor import plan, realize, tune
from barewire.tensor.node import Node, Op, toposort

from ..reference import evaluate
from .comparison import assert_near, run, stored
from .graphs import programs
