"""Sources in words: outlet, title and date of those that ``sources.csv`` describes."""

from __future__ import annotations

from collections.abc import Mapping

from mapper.core.model import SourceInfo

__all__ = ["source_line", "source_title"]


def source_title(info: SourceInfo) -> str:
    """Outlet, title and date of a source, as far as they are known.

    >>> source_title(SourceInfo("RFI", "Kidal", "2012-03-30"))
    'RFI: Kidal (2012-03-30)'
    >>> source_title(SourceInfo(title="Kidal")), source_title(SourceInfo(published="2012"))
    ('Kidal', '(2012)')
    """
    words = ": ".join(filter(None, (info.outlet, info.title)))
    return f"{words} ({info.published})".strip() if info.published else words


def source_line(source: str, known: Mapping[str, SourceInfo]) -> str:
    """A source on one line: what is known of it, where it is, and where a copy is kept.

    >>> info = SourceInfo("RFI", archive_url="https://web.archive.org/web/x")
    >>> source_line("https://a.org/1", {"https://a.org/1": info})
    'RFI, https://a.org/1 (archived: https://web.archive.org/web/x)'
    """
    info = known.get(source)
    if info is None:
        return source
    words = ", ".join(filter(None, (source_title(info), source)))
    return f"{words} (archived: {info.archive_url})" if info.archive_url else words
