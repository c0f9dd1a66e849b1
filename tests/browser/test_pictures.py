"""Charts of a build as a browser shows them, where pages are light and where they are dark."""

from __future__ import annotations

import pytest
from atlaspage import near, photo

from mapper.core.colours import GROUNDS, land_colour
from mapper.outputs.pictures.charts import share_chart


def parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chart_has_the_colours_of_the_maps(tiny, tabs, tmp_path, scheme: str) -> None:
    path = tmp_path / "chart.svg"
    path.write_text(share_chart(tiny), encoding="utf-8")
    frame = tmp_path / "page.html"
    frame.write_text('<style>*{margin:0}</style><img src="chart.svg" width="1056" />')
    page = tabs.borrow((1056, 640), {}, color_scheme=scheme)
    page.goto(frame.as_uri())
    picture = photo(page)
    tabs.give_back(page)
    assert near(picture.getpixel((2, 2)), {parts(GROUNDS[scheme])})
    seen = {colour for _, colour in picture.getcolors(maxcolors=1 << 20)}
    for actor in ("gov", "reb", "jih"):
        land = parts(land_colour(tiny.actors[actor].colour, GROUNDS[scheme]))
        assert near(land, seen, 1), actor
