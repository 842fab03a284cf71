"""How fast the busiest pages are, as ratios to a page that does nothing (``make bench``)."""
