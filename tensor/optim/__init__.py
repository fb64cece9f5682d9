"""Optimizers under PyTorch's names, each step one graph that updates every parameter and state in place.

The learning rate and the step count are small tensors on the device, so that a step captured by `jit` follows
a schedule: `optimizer.lr = 0.01` between steps, or `optim.lr_scheduler`, changes what a replay computes with.
"""

from __future__ import annotations

from ..methods.arguments import guard_layers
from . import lr_scheduler
from .adam import Adam, Adamax, AdamW, NAdam, RAdam
from .adaptive import Adadelta, Adagrad, RMSprop, Rprop
from .groups import ParamGroup
from .lamb import LAMB
from .lion import Lion
from .muon import Muon
from .optimizer import Optimizer
from .sgd import SGD

__all__ = [
    "LAMB",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Lion",
    "Muon",
    "NAdam",
    "Optimizer",
    "ParamGroup",
    "RAdam",
    "RMSprop",
    "Rprop",
    "lr_scheduler",
]

guard_layers(globals()[name] for name in __all__ if name not in ("Optimizer", "ParamGroup"))
