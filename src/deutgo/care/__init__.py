"""Care: one person's matter, from mention to resolution."""
