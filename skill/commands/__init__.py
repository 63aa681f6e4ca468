"""The commands of `boodschap`: each reads its arguments and calls what does the work."""
