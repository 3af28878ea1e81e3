"""From exposures and a diary to an honest answer about the hours after."""

from __future__ import annotations

from flarelag.effects.analysis import analyze

__all__ = ["analyze"]
