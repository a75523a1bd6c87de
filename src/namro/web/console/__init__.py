"""The staff shell: home per role, menus, and the URLs of every module under one roof."""
