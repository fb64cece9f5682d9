"""Files of /sys and /proc as a test would have them."""

from __future__ import annotations

from barewire.drivers import kernel


class Files:
    """Answers for files below a path."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def open(self, path: str, flags: int) -> kernel.InterposedFile:
        raise OSError(2, path)

    def read_text(self, path: str) -> str:
        if path not in self.files:
            raise OSError(2, path)
        return self.files[path]

    def list_directory(self, path: str) -> list[str]:
        below = [name.removeprefix(path + "/") for name in self.files if name.startswith(path + "/")]
        return sorted({name.partition("/")[0] for name in below})
