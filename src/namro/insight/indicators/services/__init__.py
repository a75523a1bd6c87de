"""Adding up what the figures read: rounds once they are published, months beside the year they made."""
