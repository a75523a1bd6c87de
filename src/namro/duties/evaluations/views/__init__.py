"""The screens of the month, one file a place: mine, review, rounds, deciding, periods, petitions, files."""
