"""Rasa Open Source 3.6 as a second engine: its pipelines, its own environment, a recogniser on its server."""
