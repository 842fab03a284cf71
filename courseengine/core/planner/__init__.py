"""A school's own way through a course: wishes become a draft, a draft becomes the plan."""
