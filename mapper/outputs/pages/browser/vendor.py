"""Leaflet as its Python package carries it, ready to be put into a page, with its licence."""

from __future__ import annotations

import re
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

from mapper.outputs.pages.browser import smaller_style

__all__ = ["LEAFLET_NOTICE", "leaflet_script", "leaflet_style"]

LEAFLET_PACKAGE: Final = "XStatic-Leaflet"
LEAFLET_NOTICE: Final = """\
Leaflet, https://leafletjs.com

BSD 2-Clause License

Copyright (c) 2010-2022, Vladimir Agafonkin
Copyright (c) 2010-2011, CloudMade
All rights reserved.

Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this
   list of conditions and the following disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice,
   this list of conditions and the following disclaimer in the documentation
   and/or other materials provided with the distribution.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
"""
_IMAGE = re.compile(r"url\(images/[^)]*\)")


@cache
def _leaflet(name: str) -> str:
    """A file of Leaflet, from the Python package that carries it."""
    for file in metadata.files(LEAFLET_PACKAGE) or []:
        if file.name == name and "leaflet/data" in file.as_posix():
            return Path(str(file.locate())).read_text(encoding="utf-8")
    raise FileNotFoundError(f"{name} is not in the installed package {LEAFLET_PACKAGE}")


@cache
def leaflet_script() -> str:
    """Leaflet with its licence above it and without the link to a source map."""
    code = re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", _leaflet("leaflet.js"))
    return f"/*\n{LEAFLET_NOTICE}*/\n{code}"


@cache
def leaflet_style() -> str:
    """Leaflet's style without pictures: our pages use no markers and their own layer switch."""
    return smaller_style(_IMAGE.sub("none", _leaflet("leaflet.css")))
