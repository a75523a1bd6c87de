"""Satisfaction: instruments in versions, campaigns with a drawn sample, answers nobody can trace, indices with an interval.

An answer knows the unit, and at the counter the officer, it is about; never who gave it. Invitations and rated dossiers are
kept as marks beside the answers, without a way from one to the other. Source: law/parameters/surveys.yaml, law/surveys.
The way in: `services` writes, `selectors` reads, `access` says who is what to a campaign.
"""
