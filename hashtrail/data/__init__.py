"""Open data: one definition of the tables, and the files that follow from it."""
