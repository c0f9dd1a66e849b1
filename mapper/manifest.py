"""``manifest.json`` of a build: inputs with SHA-256, options, versions, licences, outputs.

It holds no time: the same inputs and versions give the same manifest.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from mapper.case import Case
from mapper.files import sha256_of

__all__ = ["Manifest", "is_current", "read_manifest"]

NAME: Final = "manifest.json"
FORMAT_VERSION: Final = 1
_PACKAGES: Final = (
    "mapper",
    "branca",
    "edtf",
    "folium",
    "geopandas",
    "h3",
    "matplotlib",
    "numpy",
    "pandas",
    "pyarrow",
    "pyogrio",
    "pyproj",
    "shapely",
    "XStatic-Leaflet",
)
_CODE: Final = frozenset({".py", ".js", ".css", ".json"})
"""What the package is made of; compiled files are left out."""
_SIDE_FILES: Final = (".shp", ".dbf", ".shx", ".prj", ".cpg")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build is made of; ``outputs`` is filled in when it is written."""

    content: Mapping[str, Any]

    @classmethod
    def of_inputs(cls, case: Case, options: Mapping[str, object]) -> Manifest:
        """The manifest of a build to come, without its outputs."""
        return cls(
            {
                "format": FORMAT_VERSION,
                "case": case.id,
                "title": case.file.title,
                "area_model": case.file.model,
                "area_model_options": dict(case.file.model_options),
                "first_day": case.file.first_day.isoformat(),
                "last_day": case.file.last_day.isoformat(),
                "options": dict(options),
                "licence": case.file.licence,
                "attribution": list(case.file.attribution),
                "licences_of_software_in_pages": {"Leaflet": "BSD-2-Clause", "mapper": "MIT"},
                "software": _versions(),
                "inputs": _inputs(case),
            }
        )

    def write(self, folder: Path) -> None:
        """Write the manifest of everything that is in the folder by now."""
        outputs = [
            {
                "path": path.relative_to(folder).as_posix(),
                "bytes": path.stat().st_size,
                "sha256": sha256_of(path),
            }
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != NAME
        ]
        text = json.dumps({**self.content, "outputs": outputs}, ensure_ascii=False, indent=1)
        (folder / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")


def _versions() -> dict[str, str]:
    """Versions of what makes the outputs; the mapper's own code by its contents as well."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found | {"mapper_code_sha256": _code_digest()}


@cache
def _code_digest() -> str:
    """One SHA-256 over all files of the package: a changed style sheet is a changed input."""
    root = Path(__file__).parent
    files = sorted(p for p in root.rglob("*") if p.suffix in _CODE)
    lines = (f"{sha256_of(p)}  {p.relative_to(root).as_posix()}\n" for p in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _inputs(case: Case) -> list[dict[str, str]]:
    """Every file that the case was read from."""
    files = [p for p in case.folder.iterdir() if p.suffix == ".csv" or p.name == "case.toml"]
    files += [case.geodata / "places.csv", case.geodata / "seats.csv"]
    layers = [spec.path for spec in case.file.layers] + list(case.file.background.values())
    for name in dict.fromkeys(layers):
        path = case.geodata / name
        side = [path.with_suffix(s) for s in _SIDE_FILES] if path.suffix == ".shp" else [path]
        files += [p for p in side if p.is_file()]
    return [
        {
            "path": f"{'events' if p.parent == case.folder else 'geodata'}/{case.id}/{p.name}",
            "sha256": sha256_of(p),
        }
        for p in sorted(set(files))
    ]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of an earlier build, or None if the folder holds none."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    ours = isinstance(content, dict) and content.keys() >= {"format", "case", "inputs", "outputs"}
    return Manifest(content) if ours else None


def is_current(folder: Path, before: Manifest, plan: Manifest) -> bool:
    """Whether the folder holds all that the plan would make, every file whole."""
    content = dict(before.content)
    outputs = content.pop("outputs")
    if content != json.loads(json.dumps(plan.content)):
        return False
    try:
        return all(sha256_of(folder / o["path"]) == o["sha256"] for o in outputs)
    except (OSError, KeyError, TypeError):
        return False
