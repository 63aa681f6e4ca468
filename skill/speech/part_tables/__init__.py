"""The parts of replies by topic, each with the values that it supplies; `spoken_parts` joins and reads them."""
