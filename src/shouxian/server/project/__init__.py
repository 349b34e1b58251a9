"""How the server is put together: settings, addresses, the door for a web server."""
