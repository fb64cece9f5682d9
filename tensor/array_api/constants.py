"""The standard's constants, and the version of the standard."""

import math

__array_api_version__ = "2024.12"

e = math.e
inf = math.inf
nan = math.nan
pi = math.pi
# What x[newaxis] puts an axis of size 1 in with.
newaxis = None
