"""Where mentions come from: one module a kind of source."""
