"""From raw columns to speed that can be trusted: resample, despike, smooth."""
