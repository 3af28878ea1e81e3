"""What `flarelag sync` says: for people, and for programs."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flarelag.cli.output import table
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from flarelag.model.strava_account import Gear
    from flarelag.workflows.strava_account import Connected, Disconnected
    from flarelag.workflows.strava_status import AccountStatus
    from flarelag.workflows.sync_run import SyncOutcome

GEAR_COLUMNS = ("gear", "km", "")
_DAY_H = 24


def outcome_text(outcome: "SyncOutcome", *, keep: bool) -> str:
    """Return what a sync did, and when it goes on."""
    done = f"{outcome.n_done:,} of {outcome.n_listed:,} done"
    came = [
        (outcome.n_new, "new"),
        (outcome.n_changed, "changed"),
        (outcome.n_gone, "gone or hidden at Strava (kept here)"),
    ]
    told = ", ".join(f"{n:,} {what}" for n, what in came if n) or "nothing new"
    lines = [f"{done}: {told}"]
    if outcome.paused_until is not None and outcome.through_utc is not None:
        opens = clock_time(outcome.paused_until)
        lines = [
            f"{done}; the next window opens at {opens}, about {round_length(outcome)} in all",
            f"{told} this time. Run it again then, or let it wait: flarelag sync strava --wait",
        ]
    if outcome.n_purged:
        lines.append(
            f"{counted(outcome.n_purged, 'recording')} from the API removed, as their time was "
            "over; what was worked out from them stays"
        )
    if keep:
        lines.append(
            "recordings from the API are kept for longer than its terms allow (--no-keep ends that)"
        )
    if outcome.n_odd:
        lines.append(f"{counted(outcome.n_odd, 'entry', 'entries')} of Strava's list made no sense")
    if outcome.problems:
        lines.append(f"\n{counted(len(outcome.problems), 'activity', 'activities')} left out:")
        lines += [f"  Strava's activity {number}: {why}" for number, why in outcome.problems]
    return "\n".join(lines)


def connected_text(connected: "Connected") -> str:
    """Return what came of connecting, and what to do next."""
    lines = [f"connected; the tokens are in {connected.kept_in}"]
    lines += [f"a permission was not given: {cost}" for cost in connected.missing]
    if not connected.scopes_known:
        lines.append("which permissions you gave is not known: paste the whole address to tell")
    return "\n".join([*lines, "next: flarelag sync strava"])


def status_text(found: "AccountStatus") -> str:
    """Return how the account stands."""
    counts, place = found.counts, found.place
    if found.connected:
        lines = [f"connected with Strava's athlete {found.athlete_id or '(unknown)'}"]
        if found.scopes is not None:
            lines.append(f"permissions: {', '.join(found.scopes)}")
    else:
        lines = ["no Strava account is connected: flarelag sync strava connect"]
    if place.started_utc is not None:
        state = "under way" if place.under_way else "through"
        when = place.finished_utc or place.started_utc
        lines.append(f"last sync: {state} ({clock_time(when)})")
    if counts.n_listed or counts.n_gone:
        lines.append(
            f"{counted(counts.n_listed, 'activity', 'activities')} at Strava "
            f"({counts.n_only_me:,} visible only to you), {counts.n_here:,} here; "
            f"{counts.n_gone:,} gone or hidden since"
        )
    if counts.n_purged:
        lines.append(
            f"{counted(counts.n_purged, 'recording')} removed as their time was over: these cannot "
            "be reclassified"
        )
    kept = "kept, by your own decision" if found.keep else "removed after a while, as its terms ask"
    lines.append(f"recordings from the API: {kept}")
    lines += [f"Strava's activity {number}: {why}" for number, why in counts.problems]
    if found.gear:
        lines += ["", table(GEAR_COLUMNS, [_gear_row(each) for each in found.gear])]
    return "\n".join(lines)


def disconnected_text(done: "Disconnected", *, delete_data: bool) -> str:
    """Return what came of letting go."""
    lines = [
        "Strava has taken access back; the tokens are deleted"
        if done.revoked
        else "the tokens are deleted; Strava was not told, or knew no such access: see "
        "strava.com/settings/apps"
    ]
    if delete_data:
        lines.append(f"{counted(done.n_removed, 'recording')} from the API removed")
    else:
        lines.append("what came through the API stays (--delete-data removes it)")
    return "\n".join(lines)


def clock_time(moment: datetime) -> str:
    """Return a time as this computer's clock shows it, with the day where it is another."""
    local, today = moment.astimezone(), datetime.now(UTC).astimezone().date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%H:%M on %Y-%m-%d}"


def round_length(outcome: "SyncOutcome") -> str:
    """Return how long a round takes from its beginning to its end, in round words."""
    ends = outcome.through_utc or datetime.now(UTC)
    hours = (ends - outcome.started_utc).total_seconds() / 3600
    if hours >= _DAY_H:
        return counted(max(round(hours / _DAY_H), 1), "day")
    if hours >= 1:
        return counted(round(hours), "hour")
    return counted(max(round(hours * 60), 1), "minute")


def _gear_row(gear: "Gear") -> tuple[object, ...]:
    brand = " ".join(each for each in (gear.brand, gear.model) if each)
    km = None if gear.distance_m is None else f"{gear.distance_m / 1000:.0f}"
    return gear.name or brand or gear.id, km, "retired" if gear.retired else ""


def outcome_json(outcome: "SyncOutcome", *, keep: bool) -> dict[str, object]:
    """Return what a sync did, for a program."""
    return {
        "done": outcome.n_done,
        "listed": outcome.n_listed,
        "new": outcome.n_new,
        "changed": outcome.n_changed,
        "gone": outcome.n_gone,
        "requests": outcome.n_requests,
        "purged": outcome.n_purged,
        "keep": keep,
        "started_utc": outcome.started_utc,
        "paused_until_utc": outcome.paused_until,
        "through_utc": outcome.through_utc,
        "odd_entries": outcome.n_odd,
        "problems": _problems_json(outcome.problems),
        "gear": [_gear_json(each) for each in outcome.gear],
    }


def status_json(found: "AccountStatus") -> dict[str, object]:
    """Return how the account stands, for a program."""
    counts, place = found.counts, found.place
    return {
        "connected": found.connected,
        "athlete_id": found.athlete_id,
        "scopes": found.scopes,
        "keep": found.keep,
        "last_sync": {
            "started_utc": place.started_utc,
            "finished_utc": place.finished_utc,
            "under_way": place.under_way,
        },
        "listed": counts.n_listed,
        "here": counts.n_here,
        "only_me": counts.n_only_me,
        "gone": counts.n_gone,
        "cannot_be_reclassified": counts.n_purged,
        "problems": _problems_json(counts.problems),
        "gear": [_gear_json(each) for each in found.gear],
    }


def _problems_json(problems: tuple[tuple[int, str], ...]) -> list[dict[str, object]]:
    return [{"strava_id": number, "reason": why} for number, why in problems]


def _gear_json(gear: "Gear") -> dict[str, object]:
    return {
        "id": gear.id,
        "name": gear.name,
        "brand": gear.brand,
        "model": gear.model,
        "distance_m": gear.distance_m,
        "retired": gear.retired,
    }
