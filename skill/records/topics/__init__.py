"""What a home's records hold, a file a topic; the SQL of each is in queries/."""
