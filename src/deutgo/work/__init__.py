"""Work: background jobs over the outbox."""
