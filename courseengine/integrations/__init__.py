"""Other people's languages: mail, and one file for each format or protocol to come."""
