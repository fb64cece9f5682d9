"""What the site takes from outside docs/: sections of the README, and the files that pages link to.

A line `<!-- README: Quick start -->` stands for that section of the README, and `<!-- README -->` for what
is before its first section, so that nothing is said twice. A link that leaves docs/ leads to a page that
shows the file; one to a file that is not there is a warning, and so an error of `make docs`.
"""

from __future__ import annotations

import logging
import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
README = "README.md"
DOCS = "docs"
SHOWN = "source"  # the folder of the pages that show files

_INCLUDE = re.compile(r"^<!-- README(?:: (.+?))? -->$", re.MULTILINE)
_LINK = re.compile(r"\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?\)")
_CODE = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
_LANGUAGES = {".py": "python", ".toml": "toml", ".yml": "yaml", "": "text"}

log = logging.getLogger("mkdocs.hooks.repository")


def section(readme: str, title: str | None) -> str:
    """The section of the README with that heading, without it; what is before all sections where it is None.

    Raises KeyError where there is no such section.
    """
    opening, *rest = re.split(r"^## ", readme, flags=re.MULTILINE)
    if title is None:
        return opening.partition("\n")[2].strip()
    return {name: text.strip() for name, _, text in (part.partition("\n") for part in rest)}[title]


def assembled(markdown: str, path: str) -> str:
    """A page with the README's sections in it, and every link as the site has it; `path` is within docs/."""
    readme = (ROOT / README).read_text()

    def include(found: re.Match[str]) -> str:
        return _linked(section(readme, found[1]), README, path)

    return _INCLUDE.sub(include, _linked(markdown, f"{DOCS}/{path}", path))


def _linked(markdown: str, origin: str, path: str) -> str:
    """Links of a text that stands in the repository at `origin`, turned to links of the page `path`."""
    pieces = []
    end = 0
    for link in _links(markdown):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(origin), link[1]))
        within = target.startswith(f"{DOCS}/")
        there = target.removeprefix(f"{DOCS}/") if within else f"{SHOWN}/{target}.md"
        relative = posixpath.relpath(there, posixpath.dirname(path) or ".")
        pieces += [markdown[end : link.start()], f"]({relative}{link[2] or ''})"]
        end = link.end()
    return "".join([*pieces, markdown[end:]])


def _links(markdown: str) -> list[re.Match[str]]:
    """The links of a text to files, but for what looks like one in a block of code."""
    code = [block.span() for block in _CODE.finditer(markdown)]
    return [
        link
        for link in _LINK.finditer(markdown)
        if not any(start <= link.start() < stop for start, stop in code)
    ]


def shown_files(markdown: str, path: str) -> set[str]:
    """The files of the repository that an assembled page shows by a link."""
    folder = posixpath.dirname(path)
    targets = {posixpath.normpath(posixpath.join(folder, link[1])) for link in _links(markdown)}
    start = f"{SHOWN}/"
    return {target.removeprefix(start).removesuffix(".md") for target in targets if target.startswith(start)}


def shown(file: str) -> str:
    """The page that shows a file of the repository."""
    language = _LANGUAGES.get(Path(file).suffix, "text")
    text = (ROOT / file).read_text().rstrip("\n")
    title = file.replace("_", r"\_")
    return (
        f"---\nsearch: {{exclude: true}}\nhide: [navigation, toc]\n---\n\n# {title}\n\n"
        f'````{language} linenums="1"\n{text}\n````\n'
    )


def on_files(files: Files, config: MkDocsConfig) -> Files:
    wanted: dict[str, str] = {}
    for page in files.documentation_pages():
        for file in shown_files(assembled(page.content_string, page.src_uri), page.src_uri):
            wanted.setdefault(file, page.src_uri)
    for file, page in sorted(wanted.items()):
        if (ROOT / file).is_file():
            files.append(File.generated(config, f"{SHOWN}/{file}.md", content=shown(file)))
        else:
            log.warning("%s links to %s, which is not in the repository", page, file)
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if page.file.src_uri.startswith(f"{SHOWN}/"):
        return markdown
    return assembled(markdown, page.file.src_uri)
