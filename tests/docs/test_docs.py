"""The papers are true: reference pages are current, links lead somewhere, no machine is named."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAPERS = sorted(
    {
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("changelog.d/*.md"),
        *ROOT.glob("bench/**/*.md"),
        ROOT / "webapp" / "README.md",
    }
)
CODE = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.])/(work|home|root|Users)(?=[/\s`\"')])"),
    "a place outside the checkout": re.compile(r"\.\./shared"),
    "a package host": re.compile(
        r"pypi\.org|python[h]osted|npm[j]s|registry\.|ghcr\.io|docker\.io|artifactory",
        re.IGNORECASE,
    ),
}


def name_of(paper: Path) -> str:
    return str(paper.relative_to(ROOT))


def anchors(text: str) -> set[str]:
    """Return what headings are called in links, as GitHub does it."""
    found: set[str] = set()
    for heading in HEADING.findall(CODE.sub("", text)):
        said = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", said).strip().replace(" ", "-")
        number = 0
        while (named := f"{slug}-{number}" if number else slug) in found:
            number += 1
        found.add(named)
    return found


def dead_links(paper: Path) -> Iterator[str]:
    text = paper.read_text(encoding="utf-8")
    for link in LINK.findall(CODE.sub("", text)):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        place, _, anchor = link.partition("#")
        target = paper.parent / place if place else paper
        if not target.exists() or (
            anchor and anchor not in anchors(target.read_text(encoding="utf-8"))
        ):
            yield link


def test_reference_pages_are_current() -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QIAO_")}

    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


def test_every_link_leads_somewhere() -> None:
    found = {name_of(paper): list(dead_links(paper)) for paper in PAPERS}

    assert {name: links for name, links in found.items() if links} == {}


def test_no_paper_names_a_machine_or_a_package_host() -> None:
    found = {
        (name_of(paper), what)
        for paper in PAPERS
        for what, words in FORBIDDEN.items()
        if words.search(paper.read_text(encoding="utf-8"))
    }

    assert found == set()


def test_every_decision_is_listed_and_numbered_once() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    index = (folder / "README.md").read_text(encoding="utf-8")

    assert LINK.findall(index) == pages
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))


def test_every_setting_has_a_sentence() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    rows = [line.rstrip("| ").split(" | ") for line in page.splitlines() if "`QIAO_" in line]

    assert rows
    assert [row[0] for row in rows if len(row) < 5 or not row[-1].endswith(".")] == []


def test_changelog_fragments_are_of_a_known_kind() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    kinds = {kind["directory"] for kind in tools["towncrier"]["type"]}
    names = [path.name for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md"]

    assert [name for name in names if name.split(".")[1] not in kinds] == []
