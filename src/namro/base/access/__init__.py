"""Who may do what: permissions, grants scoped to a unit subtree and dates, and the declaration every route makes.

Rights follow relations (who heads, scores, decides on that date) plus two grants: home-affairs officer of a subtree,
and system administrator, who sees no scores. Way in: `routes.page(...)`, `rules.Permission`, `selectors`.
"""
