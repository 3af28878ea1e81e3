"""The diary page: a small server for a phone. Handlers call workflows and nothing else."""
