"""The settings of ONNX Runtime's sessions: taken, kept, and without effect but for what they say here."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from ...runtime.errors import InvalidArgument

__all__ = ["ExecutionMode", "ExecutionOrder", "GraphOptimizationLevel", "RunOptions", "SessionOptions"]


class GraphOptimizationLevel(IntEnum):
    """How much ONNX Runtime rewrites a graph; here all of it is left to the compiler."""

    ORT_DISABLE_ALL = 0
    ORT_ENABLE_BASIC = 1
    ORT_ENABLE_EXTENDED = 2
    ORT_ENABLE_LAYOUT = 3
    ORT_ENABLE_ALL = 99


class ExecutionMode(IntEnum):
    """Whether ONNX Runtime runs independent nodes at once."""

    ORT_SEQUENTIAL = 0
    ORT_PARALLEL = 1


class ExecutionOrder(IntEnum):
    """In what order ONNX Runtime runs nodes."""

    DEFAULT = 0
    PRIORITY_BASED = 1
    MEMORY_EFFICIENT = 2


class SessionOptions:
    """Settings of a session under ONNX Runtime's names and with its defaults; any other can be set, too.

    None changes what is computed. Where other code is to be loaded, `register_custom_ops_library` refuses.
    """

    def __init__(self) -> None:
        self.enable_cpu_mem_arena = True
        self.enable_mem_pattern = True
        self.enable_mem_reuse = True
        self.enable_profiling = False
        self.execution_mode = ExecutionMode.ORT_SEQUENTIAL
        self.execution_order = ExecutionOrder.DEFAULT
        self.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_ALL
        self.inter_op_num_threads = 0
        self.intra_op_num_threads = 0
        self.log_severity_level = -1
        self.log_verbosity_level = 0
        self.logid = ""
        self.optimized_model_filepath = ""
        self.profile_file_prefix = "onnxruntime_profile_"
        self.use_deterministic_compute = False
        self.use_per_session_threads = True
        self._entries: dict[str, str] = {}
        self._providers: list[str] = []

    def add_session_config_entry(self, key: str, value: str) -> None:
        """Note a setting."""
        self._entries[key] = value

    def get_session_config_entry(self, key: str) -> str:
        """A setting that was noted.

        Raises InvalidArgument where it was not.
        """
        return _entry(self._entries, key)

    def add_free_dimension_override_by_name(self, name: str, size: int) -> None:
        """Sizes are taken as they come, so nothing is to be fixed."""

    def add_free_dimension_override_by_denotation(self, denotation: str, size: int) -> None:
        """Sizes are taken as they come, so nothing is to be fixed."""

    def add_provider(self, provider: str, options: dict[str, str] | None = None) -> None:
        """Note a provider's name."""
        self._providers.append(provider)

    def add_provider_for_devices(self, devices: Sequence[Any], options: dict[str, str] | None = None) -> None:
        """Ignored: the device is the session's `device=`."""

    def has_providers(self) -> bool:
        """Whether a provider was added."""
        return bool(self._providers)

    def register_custom_ops_library(self, path: str) -> None:
        """Refused: operators come from ONNX, com.microsoft and the model's own functions.

        Raises InvalidArgument.
        """
        raise InvalidArgument(f"operators cannot be loaded from a library: {path}")


class RunOptions:
    """Settings of one run, under ONNX Runtime's names, which are kept and have no effect."""

    def __init__(self) -> None:
        self.log_severity_level = -1
        self.log_verbosity_level = 0
        self.logid = ""
        self.only_execute_path_to_fetches = False
        self.terminate = False
        self._entries: dict[str, str] = {}

    def add_run_config_entry(self, key: str, value: str) -> None:
        """Note a setting."""
        self._entries[key] = value

    def get_run_config_entry(self, key: str) -> str:
        """A setting that was noted.

        Raises InvalidArgument where it was not.
        """
        return _entry(self._entries, key)


def _entry(entries: dict[str, str], key: str) -> str:
    if key not in entries:
        raise InvalidArgument(
            f"no setting {key!r} was added; those that were: {', '.join(entries) or 'none'}"
        )
    return entries[key]
