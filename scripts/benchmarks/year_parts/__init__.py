"""A year of many homes: who lives there, what they use, what they say, and whether they had allowed what was bought."""
