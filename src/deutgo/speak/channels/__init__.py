"""Where we speak: one module a channel."""
