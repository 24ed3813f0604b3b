"""Finding words in everything that is public."""
