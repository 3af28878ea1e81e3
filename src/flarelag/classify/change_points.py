"""Where a level changes: ruptures' C kernel, without the rest of ruptures."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

_KERNEL: Final = "ruptures.detection._detection.ekcpd"


def change_points(values: NDArray[np.float64], *, penalty: float, least_n: int) -> Sequence[int]:
    """Return where segments end that minimise squared error plus a penalty for each change.

    Killick, R., Fearnhead, P. & Eckley, I. A. (2012). Optimal detection of changepoints with a
    linear computational cost. J. Am. Stat. Assoc. 107, 1590-1598 (PELT).

    Parameters
    ----------
    values : ndarray, shape (n,), n >= 2 * least_n
        No NaN.
    penalty : float
        Of one change, above 0.
    least_n : int
        Values in the shortest segment.

    Returns
    -------
    sequence of int
        Increasing; the last is n.
    """
    came_from = _kernel().ekcpd_pelt_L2(values[:, None], penalty, least_n)
    ends = [values.size]
    while (end := int(came_from[ends[-1]])) > 0:
        ends.append(end)
    return ends[::-1]


@cache
def _kernel() -> Any:  # noqa: ANN401 - compiled, without types
    """Return the compiled module alone: its package would load scipy.stats, a second of CPU."""
    package = find_spec("ruptures")
    for folder in (package.submodule_search_locations if package else None) or ():
        for suffix in EXTENSION_SUFFIXES:
            path = Path(folder, *_KERNEL.split(".")[1:]).with_suffix(suffix)
            spec = spec_from_file_location(_KERNEL, path) if path.is_file() else None
            if spec is not None and spec.loader is not None:
                module = module_from_spec(spec)
                spec.loader.exec_module(module)
                return module
    return import_module(_KERNEL)
