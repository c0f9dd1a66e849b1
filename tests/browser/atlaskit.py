"""The modules of the atlas that hold no view, loaded into a browser page with a payload."""

from __future__ import annotations

import json
from typing import Any

from tabs import Tabs

from mapper.history.control import ControlHistory
from mapper.outputs.pages import browser
from mapper.outputs.pages.atlas.payload import atlas_payload, payload_block
from mapper.outputs.pages.browser.joiner import join_modules

_KIT = """
import { AtlasData, readPayload } from "./atlas/data/data.js";
import { changesBetween, waysBetween, transfersBetween } from "./atlas/figures/between.js";
import { areaRows, seriesIndex, shareSeries } from "./atlas/figures/statistics.js";
import { saveFile, snapshotText, statsCsv } from "./atlas/save/download.js";
import { roundedTo3 } from "./atlas/save/geojson.js";
import { classesOf, freshShare, shadeClasses, shadeRows } from "./atlas/figures/evidence.js";
import { areasOf, inside } from "./atlas/data/areas.js";
import { holdings } from "./atlas/figures/holdings.js";
import { lineageOf } from "./atlas/data/lineage.js";
import { partySeries, townsOf } from "./atlas/figures/party.js";
import { beginningsOf } from "./atlas/data/beginnings.js";
import { cardData } from "./atlas/panels/facade.js";
import { happeningWords, makeHappenings } from "./atlas/panels/happenings.js";
import { newsLine } from "./atlas/panels/headline.js";
import { pixelsOf, stamper } from "./atlas/map/stamps.js";
import { cardNode } from "./library/card/card.js";
import { landPaint, staleness } from "./library/states/states.js";
import { areaTitle, makeTexts } from "./library/words/texts.js";
export const kit = {
  beginningsOf, cardData, cardNode, happeningWords, makeHappenings, newsLine, areaTitle, makeTexts,
  AtlasData, readPayload, areaRows, changesBetween, waysBetween, transfersBetween,
  seriesIndex, shareSeries, pixelsOf, stamper,
  saveFile, snapshotText, statsCsv, roundedTo3, classesOf, freshShare, shadeClasses,
  shadeRows, staleness, landPaint, areasOf, inside, holdings, lineageOf, partySeries, townsOf,
};
"""
_PLAIN = """(_, value) =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value"""


def kit_script() -> str:
    """A classic script that sets ``window.tested.kit``."""
    return join_modules(browser.modules() | {"kit.js": _KIT}, "kit.js", name="tested")


def open_data(tabs: Tabs, history: ControlHistory, **options: Any) -> Any:
    """A tab in which ``data`` is the atlas of a history, read as a real page reads it."""
    page = tabs.borrow((1280, 720), {})
    block = payload_block(atlas_payload(history, **options))
    page.set_content(f'<!doctype html><meta charset="utf-8" /><body>{block}</body>')
    page.add_script_tag(content=kit_script())
    page.evaluate("async () => { window.data = await tested.kit.readPayload(); }")
    return page


def answer(page: Any, script: str, argument: Any = None) -> Any:
    """What a function says, handed over as one text: thousands of values one by one take long.

    What JSON does not know (NaN, infinities) comes as a word, lest it be taken for nothing.
    """
    return json.loads(
        page.evaluate(f"(given) => JSON.stringify(({script})(given), {_PLAIN})", argument)
    )
