"""English for the whole world, not for one country."""
