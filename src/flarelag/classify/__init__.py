"""From records to efforts, braking and doses, relative to the runner's own best 100 m."""
