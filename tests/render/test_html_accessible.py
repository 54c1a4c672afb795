"""report.html keeps WCAG 2.2 AA: what structure and colours show without a browser, and what axe finds in one.

The browser tests need Chromium, and the file axe.min.js of npm's axe-core: CONFORMANCE_AXE names it.
"""

import html as text
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from conformance.record import Record
from conformance.render import html
from tests.render import page
from tests.render.colours import contrast
from tests.render.page import Node

CSS = (Path(html.__file__).with_name("report.css")).read_text("utf-8")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TEXT, GRAPHIC = 4.5, 3.0  # contrast that WCAG 2.2 asks for: 1.4.3, and 1.4.11


@pytest.fixture(params=["sample_record", "conformant_record", "open_record", "interrupted_record"])
def record(request: pytest.FixtureRequest) -> Record:
    """Each kind of record."""
    found: Record = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["en", "nl"])
def source(request: pytest.FixtureRequest, record: Record) -> str:
    """Each report in each language."""
    return html.render(record, request.param)


@pytest.fixture
def report(source: str) -> Node:
    """Each report as a tree."""
    return page.read(source)


# -- structure ---------------------------------------------------------------------------------------------------------


def test_there_is_one_heading_of_the_first_level_and_no_level_is_skipped(report: Node) -> None:
    levels = [int(it.name[1]) for it in report.all(*HEADINGS)]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_no_heading_is_empty(report: Node) -> None:
    assert all(it.text for it in report.all(*HEADINGS))


def test_the_landmarks_are_there_once(report: Node) -> None:
    assert [len(report.all(it)) for it in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert report.all("nav")[0].attributes["aria-label"]


def test_the_first_thing_to_reach_skips_to_the_report(report: Node) -> None:
    first = report.all("body")[0].all("a")[0]

    assert "skip" in first.classes
    assert report.by_id(first.attributes["href"][1:]).name == "main"


def test_no_id_is_used_twice(report: Node) -> None:
    ids = [it.attributes["id"] for it in report.walk() if "id" in it.attributes]

    assert len(set(ids)) == len(ids)


def test_every_landmark_of_a_section_has_a_name_of_its_own(report: Node) -> None:
    names = [report.by_id(it.attributes["aria-labelledby"]).text for it in report.all("section")]

    assert len(set(names)) == len(names)


def test_every_table_has_a_caption_and_headers_that_say_what_they_head(report: Node) -> None:
    tables = report.all("table")

    assert all(it.all("caption")[0].text for it in tables)
    assert all(th.attributes.get("scope") for it in tables for th in it.all("th"))


def test_every_row_of_a_table_has_a_cell_for_every_column(report: Node) -> None:
    for table in report.all("table"):
        columns = len(table.all("thead")[0].all("th"))
        widths = {
            sum(int(it.attributes.get("colspan", 1)) for it in row.all("th", "td"))
            for row in table.all("tr")
        }

        assert widths == {columns}


def test_every_status_and_verdict_is_a_word_and_its_symbol_is_not_read_aloud(report: Node) -> None:
    marks = [it for it in report.walk() if "mark" in it.classes]

    assert marks
    assert all(it.all("span")[0].attributes["aria-hidden"] == "true" for it in marks)
    assert all(re.search(r"\w", it.text) for it in marks)


def test_every_link_says_where_it_leads(report: Node) -> None:
    assert all(re.search(r"\w", it.text) for it in report.all("a"))


def test_whatever_opens_says_what_it_opens(report: Node) -> None:
    assert all(it.all("summary")[0].text for it in report.all("details"))


def test_the_language_is_told(report: Node, source: str) -> None:
    assert report.all("html")[0].attributes["lang"] in {"en", "nl"}
    assert source.startswith("<!DOCTYPE html>")
    assert report.all("title")[0].text


def test_a_reader_may_enlarge_the_page(report: Node) -> None:
    [viewport] = [it for it in report.all("meta") if it.attributes.get("name") == "viewport"]

    assert viewport.attributes["content"] == "width=device-width, initial-scale=1"


# -- style -------------------------------------------------------------------------------------------------------------


def rules(css: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Selector and declarations of each rule, those inside media queries too."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", bare):
        pairs = (it.partition(":") for it in body.split(";") if ":" in it)
        yield selector.strip(), {name.strip(): value.strip() for name, _, value in pairs}


def palettes() -> dict[str, dict[str, str]]:
    """The colours by their names, in the light and in the dark scheme."""
    light, dark = (found for selector, found in rules(CSS) if selector == ":root")
    day = {name: value for name, value in light.items() if name.startswith("--")}
    return {"light": day, "dark": {**day, **dark}}


def pairs_in_use() -> set[tuple[str, str]]:
    """Every colour of a text with what lies behind it: the rule's own background, else that of the page or of code."""
    found: set[tuple[str, str]] = set()
    for selector, declared in rules(CSS):
        ink = re.search(r"var\((--[\w-]+)\)", declared.get("color", ""))
        paper = re.search(r"var\((--[\w-]+)\)", declared.get("background", ""))
        if ink:
            found |= {(ink[1], paper[1] if paper else "--paper")}
        if selector.startswith(".verdict.") and paper and ".mark" not in selector:
            found |= {("--link", paper[1]), ("--muted", paper[1])}
    return found


def test_the_pairs_of_colours_are_found() -> None:
    assert {
        ("--ink", "--paper"), ("--muted", "--paper"), ("--ink", "--code"), ("--bad", "--bad-paper"),
    } <= pairs_in_use()  # fmt: skip
    assert len(pairs_in_use()) > 15


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pair", sorted(pairs_in_use()))
def test_text_keeps_its_contrast(pair: tuple[str, str], scheme: str) -> None:
    ink, paper = (palettes()[scheme][name] for name in pair)

    assert contrast(ink, paper) >= TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["--focus", "--good", "--bad", "--open"])
def test_what_is_drawn_keeps_its_contrast(name: str, scheme: str) -> None:
    colours = palettes()[scheme]

    assert contrast(colours[name], colours["--paper"]) >= GRAPHIC


def test_the_contrast_of_black_on_white_is_21_to_1() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21


def test_colours_stand_only_among_the_named_ones() -> None:
    others = [
        value
        for selector, declared in rules(CSS)
        for name, value in declared.items()
        if not name.startswith("--") and re.search(r"#[0-9a-f]{3,8}\b|rgba?\(|hsl", value)
    ]

    assert others == []


@pytest.mark.parametrize(
    "needed",
    [
        ":focus-visible {",
        "@media (prefers-reduced-motion: reduce)",
        "prefers-color-scheme: dark",
        "@media print",
        "@page",
        "::details-content",
        'a[href^="http"]::after',
        "break-inside: avoid",
        "break-after: avoid",
    ],
)
def test_the_style_thinks_of_focus_motion_darkness_and_paper(needed: str) -> None:
    assert needed in CSS


def test_no_text_is_kept_from_breaking() -> None:
    unbroken = [it for it, found in rules(CSS) if found.get("white-space") in {"nowrap", "pre"}]

    assert unbroken == [".unseen"]


# -- in a browser ------------------------------------------------------------------------------------------------------

AXE = Path(os.environ.get("CONFORMANCE_AXE", "node_modules/axe-core/axe.min.js"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
DARK = "@media screen and (prefers-color-scheme: dark)"

needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")
needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="CONFORMANCE_AXE does not name axe.min.js of npm's axe-core"
)


def told_by(source: str, script: str, folder: Path) -> Any:
    """What an asynchronous function body returns in a page; the page's own policy is taken out first."""
    opened = re.sub(r"<meta http-equiv=.Content-Security-Policy.[^>]*>", "", source)
    asked = (
        f"<script>(async () => {{ {script} }})().then(it => {{"
        "const out = document.createElement('pre'); out.id = 'told';"
        "out.textContent = JSON.stringify(it); document.body.append(out); });</script>"
    )
    file = folder / "page.html"
    file.write_text(opened.replace("</body>", f"{asked}</body>"), "utf-8")
    ran = subprocess.run(
        [
            str(CHROMIUM), *QUIET, f"--user-data-dir={folder / 'profile'}",
            "--virtual-time-budget=20000", "--dump-dom", file.as_uri(),
        ],
        capture_output=True, text=True, check=True, timeout=90,
    )  # fmt: skip
    [found] = re.findall(r'<pre id="told">(.*?)</pre>', ran.stdout, re.DOTALL)
    return json.loads(text.unescape(found))


def violations(source: str, folder: Path) -> list[str]:
    """What axe finds, everything that can be opened being open."""
    script = (
        "document.querySelectorAll('details').forEach(it => it.open = true);"
        f"const found = await axe.run({{runOnly: {{type: 'tag', values: {json.dumps(TAGS)}}}}});"
        "return found.violations.map(it => it.id + ': ' + it.nodes[0].html);"
    )
    library = AXE.read_text("utf-8").replace("</script", "<\\/script")
    with_axe = source.replace("</head>", f"<script>{library}</script></head>")
    found: list[str] = told_by(with_axe, script, folder)
    return found


@pytest.mark.browser
@needs_chromium
@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_axe_finds_nothing(
    language: str, scheme: str, sample_record: Record, tmp_path: Path
) -> None:
    source = html.render(sample_record, language)
    shown = source.replace(DARK, "@media all") if scheme == "dark" else source

    assert violations(shown, tmp_path) == []


@pytest.mark.browser
@needs_chromium
@needs_axe
def test_axe_would_find_a_fault(sample_record: Record, tmp_path: Path) -> None:
    source = html.render(sample_record).replace("--muted: #545d68", "--muted: #b0b0b0")

    assert any(it.startswith("color-contrast") for it in violations(source, tmp_path))


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_is_wider_than_the_page(width: int, sample_record: Record, tmp_path: Path) -> None:
    source = html.render(sample_record, "nl").replace("<details ", "<details open ")
    frame = f'<iframe id="it" width="{width}" height="800" srcdoc="{text.escape(source)}"></iframe>'
    script = (
        "await new Promise(done => setTimeout(done, 500));"
        "const root = document.getElementById('it').contentDocument.documentElement;"
        "return [root.clientWidth, root.scrollWidth];"
    )
    shown, needed = told_by(f"<body>{frame}</body>", script, tmp_path)

    assert 0 < shown <= width
    assert needed <= shown
