"""The parts of the benchmark `money`: each has a `measure()` that gives figures, ratios and notes."""
