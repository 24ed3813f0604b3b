"""One machine, nothing installed: owns the processes that `make run` and `make test` need.

Imports no room, and no room imports it: the web application never knows who started it.
"""
