"""Files of people and of places: read, compared with what is here, shown, and then carried out."""
