"""What a course is: written as files, compiled whole or not at all, published as a version."""
