"""Web: the console, the HTTP API and the public status page."""
