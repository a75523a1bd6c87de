"""What one duty knows that another needs: work done, and acts that weigh on a rating, each with its source.

A duty writes its facts here and never reads a sibling's tables. Way in: `selectors`, `services`.
"""
