"""E-mail notices of answers: an address is left for them and for nothing else."""
