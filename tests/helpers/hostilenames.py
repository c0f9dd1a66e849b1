"""A small case whose names break formats: JSON, XML, CSV, spreadsheets, terminals, pages.

It stands beside :mod:`casefolder`: the same country, with other names. Every name is one that
`mapper check` lets through, for strangers may send such a case and it must be shown as it is.
"""

from __future__ import annotations

import json
from pathlib import Path

from casefolder import CaseFolder, communes, write_case

LONG = "Ville-de-la-longue-rue " * 34
"""About 800 letters."""
NAMES = (
    "cut ]]> here",
    "<![CDATA[kept]]>",
    "</script><script>window.hacked=1</script>",
    "{{7*7}}{% for x in y %}{# #}",
    "=cmd|' /C calc'!A0",
    "-1+1",
    "\"quoted\", 'twice' `and` $\\u0041\\",
    "a;=HYPERLINK(A1)",
    "&amp; &#0; &nosuch; <!-- -- -->",
    "👩‍👩‍👧 🏴 𐍈 e\u0301",
    "كيدال مدينة",
    "\u0301\u0308",
    "NaN",
    "＝1＋1",
    "two\nlines\tand a tab",
    "no letter \ufffe\uffff",
    "$x^2$ \\frac{1}{2} %s {name}",
    LONG.strip(),
)
"""Names that spoil a careless writer of some format."""
PLACES = ("capital", "minor", "camp", "north", "middle", "seat_b", "na", "seat_c", "post", "far")
ACTORS = ("gov", "reb", "front", "jih", "un", "legion")


def write_hostile(root: Path) -> CaseFolder:
    """Write the small case with hostile names; some places have no population, some no date."""
    own = write_case(root)
    for at, place in enumerate(PLACES):
        own.set("places.csv", place, name=NAMES[at], note=NAMES[-1 - at])
    for at, actor in enumerate(ACTORS):
        name = NAMES[-1 - at]
        own.set("actors.csv", actor, name=NAMES[at + 4], short_name=name, note=name)
    own.set("blocs.csv", "state", name=NAMES[0])
    own.set("blocs.csv", "rebels", name=NAMES[5])
    own.set("milestones.csv", "2012-05-01", title=NAMES[2], note=NAMES[0])
    own.set("control_events.csv", "e02", source=f"https://a.example/?q={NAMES[0].replace(' ', '')}")
    own.set("control_events.csv", "e12", source=f"UN report {NAMES[2]}", note=NAMES[4])
    described = [
        ["url", "outlet", "title", "published", "archive_url", "class"],
        [
            "https://a.example/3",
            NAMES[2],
            NAMES[3],
            "2012-03",
            "https://a.example/%3Cb%3E",
            "press",
        ],
        [f"UN report {NAMES[2]}", NAMES[4], NAMES[9], "2012", "", "un"],
    ]
    own.write("sources.csv", described)
    frame = communes()
    frame["name"] = [NAMES[-1 - i] for i in range(len(frame))]
    frame.to_file(own.geodata / "communes.geojson", driver="GeoJSON")
    for key, value in (
        ('"Tiny war"', json.dumps(f"{NAMES[0]} {NAMES[2]} {NAMES[3]}", ensure_ascii=False)),
        ('"A case for tests."', json.dumps(NAMES[1], ensure_ascii=False)),
        ('["Drawn by hand"]', json.dumps([*NAMES[:4], NAMES[8]], ensure_ascii=False)),
        ('"communes.shp"', '"communes.geojson"'),
    ):
        own.replace("case.toml", key, value)
    return own
