"""What /llms.txt says."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.views.frames import LinkGroup


class LlmsView(Struct, frozen=True, kw_only=True):
    """What /llms.txt says. All URLs are absolute."""

    title: str
    summary: str
    notes: tuple[str, ...]
    groups: tuple[LinkGroup, ...]
