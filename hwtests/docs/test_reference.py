"""The site's reference has every public function on one of its pages."""

import inspect
import re
from pathlib import Path

from .public import everything

API = Path(__file__).resolve().parents[2] / "docs" / "api"
_DIRECTIVE = re.compile(r"^::: (\S+)\n(?:    options:\n((?:      .*\n)*))?", re.MULTILINE)
_MEMBERS = re.compile(r"members: \[([^\]]*)\]")


def shown() -> dict[str, set[str]]:
    """For each object that a page shows the members it is held to; none where it shows all."""
    found: dict[str, set[str]] = {}
    for page in API.rglob("*.md"):
        for name, options in _DIRECTIVE.findall(page.read_text()):
            listed = _MEMBERS.search(options)
            found[name] = set(re.split(r",\s*", listed[1])) if listed else set()
    return found


def test_every_method_of_tensor_is_on_a_page() -> None:
    pages = shown()
    absent = []
    for public in everything():
        function = public.value
        if not (public.name.startswith("Tensor.") and inspect.isfunction(function)):
            continue
        owner, _, name = f"{function.__module__}.{function.__qualname__}".rpartition(".")
        if owner not in pages or (pages[owner] and name not in pages[owner]):
            absent.append(f"{owner}.{name}")
    assert not absent, f"no page under docs/api shows {', '.join(absent)}"
