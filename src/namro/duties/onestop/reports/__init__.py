"""What the desk reports of a period: counts of dossiers, scores of officers and units, and the service index."""
