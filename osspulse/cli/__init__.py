"""The `osspulse` command: one module per group of commands."""
