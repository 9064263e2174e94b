"""Lighthouse's scores of a page, as a phone on a slow line sees it. Installed beside the build only."""

from __future__ import annotations

import json
import os
import subprocess
from statistics import median
from typing import Any

from tests.installation import ROOT
from tests.journeys.conftest import CHROMIUM

VERSION = "12.8.2"
"""The newest that runs on Node.js 20."""
PLACE = ROOT / "build" / "lighthouse"
RUNS = 3
QUIET = "--headless --no-sandbox --disable-gpu --disable-background-networking"


def scores(url: str) -> dict[str, Any]:
    """`lh_perf` (median of the runs) and `lh_a11y` (the lowest), 0 to 100."""
    install()
    found = [run(url) for _ in range(RUNS)]
    return {
        "lh_perf": round(median(one["performance"] for one in found)),
        "lh_a11y": round(min(one["accessibility"] for one in found)),
    }


def install() -> None:
    if not (PLACE / "node_modules" / "lighthouse").exists():
        PLACE.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(PLACE), "--no-audit", "--no-fund", "--no-save"]
        subprocess.run([*command, f"lighthouse@{VERSION}"], check=True, capture_output=True)


def run(url: str) -> dict[str, float]:
    done = subprocess.run(
        [
            str(PLACE / "node_modules" / ".bin" / "lighthouse"),
            url,
            "--quiet",
            "--output=json",
            "--only-categories=performance,accessibility",
            f"--chrome-flags={QUIET}",
        ],
        env=os.environ | {"CHROME_PATH": CHROMIUM},
        check=True,
        capture_output=True,
        text=True,
    )
    categories = json.loads(done.stdout)["categories"]
    return {name: category["score"] * 100 for name, category in categories.items()}
