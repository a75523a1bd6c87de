"""Who and what the city is, effective-dated: units, people, calendars, facts."""
