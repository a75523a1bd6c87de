"""Technical services: accounts, access, audit, jobs, imports, documents, notify, ui, law files, the embedded database."""
