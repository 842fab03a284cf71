"""How people get in: password, session, and the brake on guessing."""
