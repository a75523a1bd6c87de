"""The pages of money, rewards and merit."""
