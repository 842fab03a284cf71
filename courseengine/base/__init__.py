"""Tools that know no course: the clock, the database, errors, languages and text."""
