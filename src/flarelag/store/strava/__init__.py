"""What the library has of a Strava account, and where its sync stands.

`tables` is the door, where each step of a sync is stored as it is taken. `listed` finds what is
known of the account's activities, `gear` its shoes and bikes, `counts` how it stands; `richer`
tells whether a file says more. `synced` puts what was read into the library, `removal` takes it
out again.
"""

from __future__ import annotations

from typing import Final

SOURCE: Final = "strava api"
"""The source of every recording that came through Strava's API."""
