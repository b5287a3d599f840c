"""Turns a storyboard, a YAML file, into a finished episode by way of paid video models.

Holds the version and nothing else: the map of the package is ARCHITECTURE.md, beside this file.
"""

__version__ = "0.1.0"
