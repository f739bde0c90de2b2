"""The version of 村表通: of the Python package, and stamped into every add-in that is built from it."""

VERSION = "2020.1"
