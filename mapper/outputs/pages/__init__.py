"""Pages that people open in a browser."""

from __future__ import annotations

__all__: list[str] = []
