"""When it opens: a school's run through a course, its dates, and what is open at an instant."""
