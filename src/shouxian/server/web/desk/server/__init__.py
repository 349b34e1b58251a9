"""The health of the server, for who keeps it."""
