"""From records to efforts, braking and doses, relative to the runner's own best 100 m."""

from flarelag.classify.activity import classify_activity
from flarelag.classify.rules import RULE_VERSION, RULES, Rules
from flarelag.classify.speed import SpeedTrace, speed_trace

__all__ = ["RULES", "RULE_VERSION", "Rules", "SpeedTrace", "classify_activity", "speed_trace"]
