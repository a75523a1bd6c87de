"""What a year asks for besides months: the person's own level, meetings, opinions, calibration, transfers."""
