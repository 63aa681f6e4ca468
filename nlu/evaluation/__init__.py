"""Measures a recogniser: what is right, what a mistake costs, what changed against another model."""
