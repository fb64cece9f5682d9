"""How a function of the simulated library fails."""

from __future__ import annotations

from ....nvidia import abi


class Failure(Exception):
    """A function is to return this CUresult; the message says what the caller did wrong."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message or abi.enumerators("CUresult").get(code, str(code)))
        self.code = code
        self.said = bool(message)


def require(condition: object, message: str = "", code: int = 1) -> None:
    """Fail with CUDA_ERROR_INVALID_VALUE, or another result, unless the condition holds."""
    if not condition:
        raise Failure(code, message)
