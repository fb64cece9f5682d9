"""Programs and packages that import onnxruntime, run here as they are.

`stand_in()` puts modules under ONNX Runtime's names where `import` looks first. What ONNX Runtime has and
they have not is an AttributeError that says so.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType, TracebackType
from typing import Any

from ...runtime.errors import BarewireError, FileFormatError, InvalidArgument

_NAME = "onnxruntime"
# What a program may want to catch, by ONNX Runtime's names.
_EXCEPTIONS: dict[str, type[Exception]] = {
    **dict.fromkeys(("InvalidArgument", "NotImplemented"), InvalidArgument),
    **dict.fromkeys(("NoSuchFile", "NoModel", "InvalidProtobuf", "InvalidGraph"), FileFormatError),
    **dict.fromkeys(("Fail", "RuntimeException", "EngineError", "EPFail", "ModelLoaded"), BarewireError),
    **dict.fromkeys(("NotFound", "DeviceReset", "ModelLoadCanceled"), BarewireError),
}


class StandIn:
    """What `stand_in()` did, and undoes when it is closed or left."""

    def __init__(self, before: dict[str, ModuleType]) -> None:
        self._before = before

    def close(self) -> None:
        """Let `import onnxruntime` find what it found before. Who imported it keeps what they have."""
        _forget()
        sys.modules.update(self._before)

    def __enter__(self) -> StandIn:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def stand_in() -> StandIn:
    """Have `import onnxruntime` give what is here, so that packages made for it run on Barewire.

    It is to be called before they are imported, and holds until the result is closed, or to the end of a
    `with`; onnxruntime need not be installed. Devices and exceptions are Barewire's.
    """
    before = _forget()
    sys.modules.update(_modules())
    return StandIn(before)


def _forget() -> dict[str, ModuleType]:
    """Take all modules of onnxruntime from where `import` looks."""
    names = [name for name in sys.modules if name.split(".")[0] == _NAME]
    return {name: sys.modules.pop(name) for name in names}


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"barewire.onnx stands in for {_NAME} here, and has no {self.__name__}.{name}")


def _modules() -> dict[str, ModuleType]:
    from . import session, session_options

    public = {name: getattr(module, name) for module in (session, session_options) for name in module.__all__}
    public["__version__"] = session.VERSION
    state = {**public, **_EXCEPTIONS}
    made = {
        "": public,
        ".capi": {},
        ".capi._pybind_state": state,
        ".capi.onnxruntime_pybind11_state": state,
        ".capi.onnxruntime_inference_collection": public,
    }
    modules = {_NAME + path: _module(_NAME + path, names) for path, names in made.items()}
    for name, module in modules.items():
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(modules[parent], last, module)
    return modules


def _module(name: str, names: dict[str, Any]) -> ModuleType:
    module = _Module(name, "Barewire in the place of ONNX Runtime.")
    module.__spec__ = ModuleSpec(name, None, is_package=name.count(".") < 2)
    module.__path__ = []
    vars(module).update(names)
    return module
