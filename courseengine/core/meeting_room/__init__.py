"""The meeting while it goes on: one state that every screen follows, kept in the database alone."""
