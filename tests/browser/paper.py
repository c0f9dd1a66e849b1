"""What a browser prints, as a printer gets it: a picture of the window shows other faults."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
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

    @cached_property
    def _colours(self) -> tuple[np.ndarray, np.ndarray]:
        """The colours of the page, and how much of it each covers."""
        found = self.picture.getcolors(maxcolors=1 << 24)
        whole = self.picture.width * self.picture.height
        return np.array([c for _, c in found]), np.array([n / whole for n, _ in found])

    def share(self, colour: Colour, tolerance: int = 4) -> float:
        """How much of the page a colour covers, or one that the eye takes for it."""
        colours, parts = self._colours
        near = np.abs(colours - np.array(colour)).max(axis=1) <= tolerance
        return float(parts[near].sum())


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
