"""The arithmetic that people will dispute: no web, no Django, no terminal."""
