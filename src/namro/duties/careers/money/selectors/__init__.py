"""Every read of money, rewards and lists of merit."""
