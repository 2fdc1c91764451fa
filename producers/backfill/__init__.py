"""History from before the hooks, replayed into the backfill topic."""
