"""From exposures and a diary to an honest answer about the hours after."""
