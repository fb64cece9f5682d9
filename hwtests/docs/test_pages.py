"""The pages' examples do what the pages say: the README's, the tutorials', and those of all other pages."""

import shutil
from pathlib import Path

import pytest

from . import pages
from .pages import ROOT, Page, agrees, read

README = ROOT / "README.md"
PAGES = [page for path in (README, *sorted((ROOT / "docs").rglob("*.md"))) if (page := read(path)).steps]


def _marks(page: Page) -> tuple[pytest.MarkDecorator, ...]:
    return (pytest.mark.slow,) if "slow" in page.options else ()


def run(page: Page, directory: Path, then: str = "") -> list[str]:
    if any("gcc" in step.text for step in page.steps if step.kind == "shell") and not shutil.which("gcc"):
        pytest.skip("the page's kernel is written in C, and there is no C compiler here")
    return pages.run(page, directory, then)


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name, marks=_marks(page)) for page in PAGES])
def test_page_runs_and_prints_what_it_says(page: Page, tmp_path: Path) -> None:
    run(page, tmp_path)


def test_quick_start_learns(tmp_path: Path) -> None:
    then = """
images, labels = Tensor.rand(32, 784), Tensor.arange(32) % 10
losses = [step(images, labels).item() for _ in range(20)]
assert losses[-1] < losses[0], losses
"""
    run(read(README), tmp_path, then)


def test_example_of_the_guide_is_a_good_one(tmp_path: Path) -> None:
    then = """
import doctest
(example,) = doctest.DocTestFinder().find(rescale, "rescale", module=False, globs=globals())
assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example).failed == 0
assert len(example.examples) == 3
"""
    run(read(ROOT / "docs" / "contributing.md"), tmp_path, then)


def test_every_kind_of_block_is_a_step(tmp_path: Path) -> None:
    path = ROOT / "page.md"
    text = """
```python title="greeting.py"
text = "good morning"
```

```diff title="greeting.py"
-text = "good morning"
+text = "good evening"
```

```python
import greeting
print(greeting.text)
```

```text
good evening
```

```console
$ cat greeting.py | wc -l
1
$ true
```

```c
only shown
```
"""
    written = tmp_path / "page.md"
    written.write_text(text)
    steps = read(written).steps
    assert [step.kind for step in steps] == ["file", "change", "python", "shell", "shell"]
    assert [step.line for step in steps] == [3, 7, 12, 21, 23]
    printed = pages.run(Page(path, {}, steps), tmp_path)
    assert printed == ["", "", "good evening\n", "1\n", ""]


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("```python\nprint(1)\n```\n\n```text\n2\n```\n", r"page.md:2 prints\n1"),
        ("```python\n\nraise ValueError('no')\n```\n", r'page.md", line 3.*\n(.*\n)*ValueError: no'),
        ("```console\n$ false\n```\n", "false exits with 1"),
        ('```diff title="absent"\n-no\n+yes\n```\n', "No such file"),
    ],
)
def test_what_fails_is_said_with_its_place(block: str, message: str, tmp_path: Path) -> None:
    written = tmp_path / "page.md"
    written.write_text(block)
    with pytest.raises(AssertionError, match=message):
        pages.run(Page(ROOT / "page.md", {}, read(written).steps), tmp_path)


def test_output_of_nothing_is_refused(tmp_path: Path) -> None:
    written = tmp_path / "page.md"
    written.write_text("```text\nwhat?\n```\n")
    with pytest.raises(ValueError, match="the output of what"):
        read(written)


def test_numbers_agree_within_what_is_said() -> None:
    assert agrees("loss 0.50, 96 right", "loss 0.51, 95 right\n", within=0.05)
    assert not agrees("loss 0.50", "loss 0.60", within=0.05)
    assert not agrees("loss 0.50", "error 0.50", within=0.05)
    assert not agrees("loss 0.50", "loss 0.50 0.50", within=0.05)
    assert agrees("loss ...", "loss 0.1")
