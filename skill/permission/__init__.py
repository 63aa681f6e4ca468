"""Who may approve what, and the proof of it: rules of approval, PINs, signed mandates."""
