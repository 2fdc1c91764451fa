"""One module per source, pure functions: what was received → `Delivery`."""
