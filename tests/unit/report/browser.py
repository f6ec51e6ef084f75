"""A page as a headless browser without a network lays it out: Debian's chromium-headless-shell."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
_PROBE = """<script>
const seen = [];
addEventListener("error", (event) => seen.push(String(event.message || event.target.src)), true);
addEventListener("unhandledrejection", (event) => seen.push(String(event.reason)));
for (const kind of ["error", "warn"]) console[kind] = (...words) => seen.push(words.join(" "));
addEventListener("load", () => setTimeout(() => {
  const page = document.documentElement;
  page.dataset.probe = JSON.stringify({
    messages: seen, width: page.clientWidth, needed: page.scrollWidth,
    canvases: document.querySelectorAll("canvas").length,
    unseen: [...document.images].filter((image) => !image.naturalWidth).length,
    nameless: [...document.images].filter((image) => !image.alt.trim()).length,
  });
}, 300));
</script>"""


@dataclass(frozen=True)
class LaidOut:
    """What a page does at one width.

    Attributes:
        messages: errors and warnings of the console.
        width, needed: pixels that the window has, and that the content takes.
        canvases: plots that were drawn.
        unseen: pictures that did not load.
        nameless: pictures without a text in their place.
    """

    messages: list[str]
    width: int
    needed: int
    canvases: int
    unseen: int
    nameless: int


def browser() -> str | None:
    """The browser's path; None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def lay_out(page: Path, width: int, folder: Path, dark: bool = False) -> LaidOut:
    """Open a page in a window of a width and measure it."""
    probed = folder / f"probed_{page.stem}_{width}.html"
    text = page.read_text(encoding="utf-8")
    probed.write_text(text.replace("<head>", f"<head>{_PROBE}", 1), encoding="utf-8")
    dom = run(probed, width, folder, "--virtual-time-budget=4000", "--dump-dom", dark=dark)
    found = re.search(r'data-probe="([^"]*)"', dom)
    assert found is not None, dom[:500]
    return LaidOut(**json.loads(html.unescape(found[1])))


def run(page: Path, width: int, folder: Path, *words: str, dark: bool = False) -> str:
    """Standard output of the browser on a page."""
    name = browser()
    assert name is not None
    settings = ["--blink-settings=preferredColorScheme=0"] if dark else []
    done = subprocess.run(
        [
            *(name, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *("--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder / 'profile'}"),
            *(f"--window-size={width},1200", *settings, *words, page.resolve().as_uri()),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout
