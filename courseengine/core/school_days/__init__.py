"""Which days people are at work: a school's own calendar, its owner's, and the public holidays."""
