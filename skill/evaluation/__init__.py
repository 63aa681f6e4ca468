"""`boodschap evaluate`: measures the recogniser and shows it in the terminal, as JSON and as a page."""
