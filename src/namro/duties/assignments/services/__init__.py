"""Every write, one verb a function: catalogue, proposals, assigning, results, incidents."""
