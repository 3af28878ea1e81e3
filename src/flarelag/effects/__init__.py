"""From exposures and a diary to an honest answer: is pain higher some hours after?"""
