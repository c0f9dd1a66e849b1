"""What a browser prints, as a printer gets it: a picture of the window shows other faults."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pypdfium2
from PIL import Image

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Paper:
    """A printed page of ours.

    Attributes
    ----------
    pages : int
    picture : Image.Image
        The first page, two pixels for each of CSS.
    words : str
        The text of the first page.
    """

    pages: int
    picture: Image.Image
    words: str

    @property
    def colours(self) -> dict[Colour, float]:
        """How much of the page each colour covers."""
        found = self.picture.getcolors(maxcolors=1 << 24)
        whole = self.picture.width * self.picture.height
        return {colour: n / whole for n, colour in found}

    def share(self, colour: Colour, tolerance: int = 4) -> float:
        """How much of the page a colour covers, or one that the eye takes for it."""
        return sum(
            part
            for other, part in self.colours.items()
            if max(abs(a - b) for a, b in zip(colour, other, strict=True)) <= tolerance
        )


def printed(page: Any, *, landscape: bool = False) -> Paper:
    """A page on A4, as the browser prints it; the events of printing are its own."""
    document = pypdfium2.PdfDocument(
        io.BytesIO(page.pdf(format="A4", landscape=landscape, print_background=True))
    )
    try:
        first = document[0]
        picture = first.render(scale=2 * 96 / 72).to_pil().convert("RGB")
        words = first.get_textpage().get_text_bounded()
        return Paper(len(document), picture, words)
    finally:
        document.close()


def rgb(text: str) -> Colour:
    """A colour written as in ``#aabbcc``."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
