"""The same history as a dynamic map of xatra; run by an interpreter that has xatra (3.12 or newer).

PYTHON benchmarks/xatra_map.py INTERVALS.json PAGE.html

INTERVALS.json: ``{"shapes": {unit: geometry}, "rows": [[unit, first day, last day, holder], …]}``.
As in its manual: one flag for each holder and spell of a unit, with a period, and a slider. Its
years are our days. It imports nothing of this folder.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path


def main(intervals: str, page: str) -> None:
    """Read the intervals, make the map, write the page."""
    warnings.simplefilter("ignore")  # that its own boundary files are not there: none is used
    import xatra

    data = json.loads(Path(intervals).read_text("utf-8"))
    lands = {unit: xatra.Territory.from_geojson(shape) for unit, shape in data["shapes"].items()}
    chart = xatra.Map()
    for unit, first, last, holder in data["rows"]:
        chart.Flag(label=holder, value=lands[unit], period=[first, last])
    days = [day for _, first, last, _ in data["rows"] for day in (first, last)]
    chart.slider(min(days), max(days))
    chart.show(out_json=str(Path(page).with_suffix(".json")), out_html=page)


if __name__ == "__main__":
    main(*sys.argv[1:])
