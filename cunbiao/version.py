"""The version of the program 村表通: of the Python package, and stamped into every add-in that is built from it.

It says nothing about notices and forms, whose editions are data.
"""

VERSION = "0.7.0"
