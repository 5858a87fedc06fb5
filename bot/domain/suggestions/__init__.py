"""金点子: suggestions that are heard, answered and done."""
