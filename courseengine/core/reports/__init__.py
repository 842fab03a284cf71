"""How it goes: what teams have done together, and how far people have come, as far as it may be shown."""
