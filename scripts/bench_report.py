"""Measure `flarelag report` on libraries of three and of ten years.

    python scripts/bench_report.py [--years 3 10] [--json]

The libraries hold the sample data over and over, each time shifted, with its recordings. The whole
command is measured in a process of its own: CPU seconds and memory, the cache of the Vega bundle
warm as it is from the second report on (and cold beside it). Stages are timed in this process;
the page is opened in Chromium, where there is one.
"""

from __future__ import annotations

import os

# As the command has it; read when numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bench_opening import opening_ms
from flarelag.cli.importing import run_import
from flarelag.paths import sample_data
from flarelag.report import embed, page
from flarelag.store.activities import NewActivity
from flarelag.store.library import Library
from flarelag.workflows import reporting
from flarelag.workflows.diary_files import import_diary, read_diary

if TYPE_CHECKING:
    from collections.abc import Callable

ACTIVITIES_A_YEAR, ENTRIES_A_YEAR = 200, 1000
STEP = timedelta(days=210)
REPORTS = 3
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
STAGES = {
    "analysis": (reporting, "analyze_stored"),
    "what activities show": (reporting, "training_of"),
    "traces of hard sessions": (reporting, "_traces"),
    "charts and page": (reporting, "render_page"),
}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--years", type=int, nargs="+", default=[3, 10])
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder, "sample")
        import_sample(sample)
        found = {years: measured(sample, Path(folder), years) for years in chosen.years}
    if chosen.json:
        print(json.dumps({"reports": found}, indent=1))
        return
    for years, facts in found.items():
        print(f"\n{years} years")
        for name, value in facts.items():
            print(f"  {name:<28} {value}")


def import_sample(root: Path) -> None:
    """Import the sample data."""
    files = sample_data()
    with Library.open(root) as library:
        run_import(library, [files / "strava_export.zip", files / "loose"])
        read = read_diary(files / "diary.csv", zone="Europe/Berlin", now=NOW)
        import_diary(library, read, now=NOW)


def measured(sample: Path, folder: Path, years: int) -> dict[str, Any]:
    """Return what a report on so many years takes."""
    root = folder / f"library-{years}"
    n_activities, n_entries = grown(sample, root, years)
    target = folder / f"report-{years}.html"
    embed.vega_bundle()  # keeps it for the process that is measured
    # The first report after an import also judges what had not been judged yet.
    after_import_s, _ = command(root, target, dict(os.environ))
    runs = [command(root, target, dict(os.environ)) for _ in range(REPORTS)]
    cold_s, _ = command(
        root, target, os.environ | {"XDG_CACHE_HOME": str(folder / f"cold-{years}")}
    )
    stages = staged(root)
    return {
        "activities": n_activities,
        "entries": n_entries,
        "cpu_s": {
            "value": round(median(cpu_s for cpu_s, _ in runs), 2),
            "low": round(min(cpu_s for cpu_s, _ in runs), 2),
            "high": round(max(cpu_s for cpu_s, _ in runs), 2),
        },
        "cpu_s_after_import": round(after_import_s, 2),
        "cpu_s_first_report_ever": round(cold_s, 2),
        "memory_mb": round(max(memory_mb for _, memory_mb in runs)),
        "page_mb": round(target.stat().st_size / 1e6, 2),
        "opening_ms": opening_ms(target),
        **{f"cpu_s {name}": round(value, 2) for name, value in stages.items()},
    }


def grown(sample: Path, root: Path, years: int) -> tuple[int, int]:
    """Make a library of the sample data over and over; return its activities and entries."""
    with Library.open(sample) as small, Library.open(root) as large:
        stored, entries = small.activities(), small.diary.entries()
        packed = {each.id: small.packed_records(each.id) for each in stored}
        n_activities, n_entries = years * ACTIVITIES_A_YEAR, years * ENTRIES_A_YEAR
        copies = [
            NewActivity(
                activity=replace(each.activity, start_utc=each.activity.start_utc - n * STEP),
                source="file",
                origin=replace(each.origin, path=f"copy-{n}", member=f"{each.id}"),
                parser_version=1,
                packed_records=packed[each.id],
                classification=each.classification,
            )
            for n in range(-(-n_activities // len(stored)))
            for each in stored
        ][:n_activities]
        large.add_activities(copies)
        later = [
            replace(
                each, time_utc=each.time_utc - n * STEP, entered_utc=each.entered_utc - n * STEP
            )
            for n in range(-(-n_entries // len(entries)))
            for each in entries
        ][:n_entries]
        large.diary.add_entries(later)
        return len(large.activities()), len(large.diary.entries())


def command(root: Path, target: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Return CPU seconds and greatest memory (MB) of `flarelag report` in its own process."""
    measure = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, "
        "stdout=subprocess.DEVNULL); u = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(u.ru_utime + u.ru_stime, u.ru_maxrss)"
    )
    words = [sys.executable, "-m", "flarelag", "--library", str(root), "report", "-o", str(target)]
    told = subprocess.run(
        [sys.executable, "-c", measure, *words],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    cpu_s, kilobytes = told.stdout.split()
    return float(cpu_s), float(kilobytes) / 1024


def staged(root: Path) -> dict[str, float]:
    """Return the CPU seconds of each stage, in this process, everything imported already."""
    spent = dict.fromkeys(STAGES, 0.0)

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: object, **named: object) -> object:
            began = time.process_time()
            done = work(*args, **named)
            done = list(done) if name.startswith("traces") else done
            spent[name] += time.process_time() - began
            return done

        return run

    with ExitStack() as patches, Library.open(root) as library:
        for name, (module, work) in STAGES.items():
            patches.enter_context(patch.object(module, work, timed(name, getattr(module, work))))
        report = reporting.build_report(library, now=NOW)
        began = time.process_time()
        page.render_page(report)
        spent["charts and page"] = time.process_time() - began
    return spent


if __name__ == "__main__":
    main()
