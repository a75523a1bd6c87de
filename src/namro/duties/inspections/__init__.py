"""Public-duty inspections: the register of findings that were concluded, whose they are, and how they were remedied.

A finding is never deleted, only withdrawn with a reason. What is in force is observed of the person and the unit for the
month it was found in (city.facts.observing); nothing here scores anybody.
Legal basis: the conclusion each finding names, and the article it says was breached. The way in: `services` writes,
`selectors` reads, `access` says who is what to a finding, `imports` takes in the workbook of conclusions.
"""
