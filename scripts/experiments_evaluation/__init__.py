"""Simulated people whose truth is known, and what experiments, tolerance and forecast say of them.

Each process gets one thread: the processes are the parallel part. Numerical libraries read this
when they are first imported, so it comes before everything else.
"""

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ.setdefault(variable, "1")
