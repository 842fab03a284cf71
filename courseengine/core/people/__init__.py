"""Who is here: persons, the places they work in, and what they are there."""
