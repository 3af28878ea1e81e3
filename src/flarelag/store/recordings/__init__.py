"""Recordings: what was read from each file, and which of them are one activity.

`compared` gives what a comparison looks at, `chains` which recordings could be one activity at
all, `said` what is said of them, and `settling` decides; `merging` tells a person why, and parts
those that she says are not the same. `sightings` keeps where each was met.
"""
