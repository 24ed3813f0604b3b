"""Arabic as most of its countries write it, with the digits of the interface."""
