"""Scripts of each page, joined and made smaller, for `minified.test.js`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mapper.outputs.pages.browser import bundle, modules
from mapper.outputs.pages.browser.joiner import join_modules


def main(folder: Path) -> None:
    """Write a file for each page."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in ("day", "changes", "atlas"):
        joined = join_modules(modules(), f"{page}/main.js")
        text = json.dumps({"joined": joined, "smaller": bundle(page)})
        (folder / f"{page}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
