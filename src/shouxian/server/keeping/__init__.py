"""What keeps a server running: its secret, its first administrator, its worker and sealer, its health."""
