"""The figures as a table for people."""

from __future__ import annotations

from typing import Any

_WIDE, _NARROW = 46, 26


def readable(results: dict[str, Any]) -> str:
    """Return every figure as one line, flarelag's first and the baselines' beside it.

    Parameters
    ----------
    results : dict
        What `evaluate` returned.
    """
    baselines = results["baselines"]
    lines = ["".join(f"{head:<{_NARROW}}" for head in ("flarelag", *baselines))]
    lines[0] = " " * _WIDE + lines[0]
    own = {key: value for key, value in results.items() if isinstance(value, dict)}
    own.pop("baselines")
    others = [_flat(figures) for figures in baselines.values()]
    for name, value in _flat(own).items():
        cells = [_cell(value), *(_cell(other.get(name)) for other in others)]
        lines.append(f"{name:<{_WIDE}}" + "".join(f"{cell:<{_NARROW}}" for cell in cells))
    for which in ("calibration", "calibration_real"):
        lines.append(f"{which}: n, mean confidence, share that was there")
        lines += [
            f"  {b['from']:.1f}-{b['to']:.1f}: {b['n']}, "
            f"{b['confidence']:.2f}, {b['precision']:.3f}"
            for b in results[which]
        ]
    return "\n".join(line.rstrip() for line in lines)


def _flat(figures: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in figures.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and "value" not in value:
            flat |= _flat(value, f"{name}.")
        elif not isinstance(value, list):
            flat[name] = value
    return flat


def _cell(figure: Any) -> str:  # noqa: ANN401 - a figure, a count, or nothing
    if isinstance(figure, dict):
        if figure["value"] is None:
            return "-"
        return f"{figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}]"
    return f"{figure:.4g}" if isinstance(figure, int | float) else "-"
