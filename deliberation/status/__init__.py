"""How old everything is that is made of something else: one table of it, for the public page, health and metrics."""
