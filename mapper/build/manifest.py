"""``manifest.json`` of a build: inputs with SHA-256, options, versions, licences, outputs.

It holds no time: the same inputs and versions give the same manifest.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from mapper.build.staging import Output, Part
from mapper.case.layers.raster import PACKAGES
from mapper.case.read import Case
from mapper.case.storytable import STORY, is_story_file
from mapper.core.files import sha256_of, write_inside
from mapper.core.jsontext import json_text
from mapper.outputs.pages.reading import READING, reading_text

__all__ = ["Manifest", "code_files", "is_current", "read_manifest", "software_digest"]

NAME: Final = "manifest.json"
FORMAT_VERSION: Final = 2
_ROOT: Final = Path(__file__).parents[1]
"""The folder of the package."""
_RESULTS: Final = frozenset({"outputs", "dates", "parts"})
"""What a build adds to its plan."""
_DATES: Final = frozenset({"every", "dates"})
"""Options that say which dates a build has, not what each of them holds."""
_CLAIMS: Final = "control_events.csv"
_PACKAGES: Final = (
    "mapper",
    "branca",
    "folium",
    "geopandas",
    "h3",
    "markdown-it-py",
    "matplotlib",
    "numpy",
    "pandas",
    "pyarrow",
    "pyogrio",
    "pyproj",
    "shapely",
    "XStatic-Leaflet",
)
_DISTRIBUTIONS: Final = {"mapper": "conflict-control-mapper"}
"""What a package is called on the package index, where it is another name than here."""
_CODE: Final = frozenset({".py", ".js", ".css", ".json"})
"""What the package is made of; compiled files are left out."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build is made of; ``outputs`` and ``dates`` are added when it is written."""

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
                **({"url": case.file.url} if case.file.url else {}),
                "edition": case.edition,
                "licences_of_software_in_pages": {"Leaflet": "BSD-2-Clause", "mapper": "MIT"},
                "software": _versions() | _raster_versions(case),
                "inputs": _inputs(case),
            }
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the inputs, options and versions: one word for the plan of a build."""
        return _digest({k: v for k, v in self.content.items() if k not in _RESULTS})

    @property
    def frame_digest(self) -> str:
        """SHA-256 of all that every date of a build depends on: not the claims, nor the dates.

        The story is told by the atlas alone.
        """
        content = {k: v for k, v in self.content.items() if k not in {*_RESULTS, "edition"}}
        content["options"] = {k: v for k, v in content["options"].items() if k not in _DATES}
        content["inputs"] = [
            item
            for item in content["inputs"]
            if (name := item["path"].rpartition("/")[2]) not in {_CLAIMS, STORY.file}
            and not is_story_file(name)
        ]
        return _digest(content)

    def write(
        self,
        folder: Path,
        outputs: Iterable[Output],
        dates: Mapping[str, str],
        parts: Iterable[Part] = (),
    ) -> None:
        """Write the manifest of a finished build.

        Parameters
        ----------
        folder : Path
        outputs : iterable of Output
            All files of the build, in any order.
        dates : mapping
            ISO date to the digest of what its files are made from: what a later build of
            changed inputs need not make again.
        parts : iterable of Part
            The same of what there is once.
        """
        found = [asdict(item) for item in sorted(outputs, key=lambda item: item.path)]
        once = {
            part.name: {"digest": part.digest, "paths": sorted(file.path for file in part.files)}
            for part in sorted(parts, key=lambda part: part.name)
        }
        content = {
            **self.content,
            "dates": dict(sorted(dates.items())),
            "parts": once,
            "outputs": found,
        }
        write_inside(folder, NAME, json_text(content, indent=1) + "\n")

    def dates(self) -> dict[str, str]:
        """The digest of each date of a finished build; empty if the list is damaged."""
        found = self.content.get("dates")
        if not isinstance(found, dict):
            return {}
        return {str(k): v for k, v in found.items() if isinstance(v, str)}

    def parts(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Digest and paths of what a finished build has once; empty if the list is damaged."""
        try:
            return {
                str(name): (str(part["digest"]), tuple(map(str, part["paths"])))
                for name, part in self.content["parts"].items()
            }
        except (AttributeError, TypeError, LookupError):
            return {}

    def outputs(self) -> dict[str, Output]:
        """The files of a finished build by path; empty if the list is damaged."""
        try:
            found = {item["path"]: Output(**item) for item in self.content["outputs"]}
        except (TypeError, LookupError):
            return {}
        return found if all(isinstance(path, str) for path in found) else {}


@cache
def software_digest() -> str:
    """SHA-256 of the versions of all that makes the outputs, as installed here."""
    return _digest(_versions())


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, allow_nan=False).encode()).hexdigest()


@cache
def _versions() -> dict[str, str]:
    """Versions of what makes the outputs; the mapper's own code by its contents as well."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(_DISTRIBUTIONS.get(name, name))
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found | {"mapper_code_sha256": _code_digest()}


def _raster_versions(case: Case) -> dict[str, str]:
    """Versions of what sums a raster of people; nothing for cases without one."""
    if not case.file.people.raster:
        return {}
    return {name: metadata.version(name) for name in PACKAGES}


def code_files() -> list[Path]:
    """All files of the package that can change an output, in the order of their paths."""
    return sorted(p for p in _ROOT.rglob("*") if p.suffix in _CODE)


@cache
def _code_digest() -> str:
    """One SHA-256 over all files of the package: a changed style sheet is a changed input."""
    lines = [f"{sha256_of(p)}  {p.relative_to(_ROOT).as_posix()}\n" for p in code_files()]
    lines += [reading_text(name) for name in READING.values()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _inputs(case: Case) -> list[dict[str, str]]:
    """Every file that the case was read from, with the hash of what was read then."""
    return [{"path": path, "sha256": digest} for path, digest in case.input_digests().items()]


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
    if before.digest != plan.digest:
        return False
    outputs = before.outputs()
    return bool(outputs) and all(item.is_whole(folder) for item in outputs.values())
