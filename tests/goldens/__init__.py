"""Goldens: the eight kinds of workbooks we write, as texts, so that no change of any part of one goes unseen.

``pytest tests/goldens --update-goldens`` writes the texts again; what changed is then read in the diff of the commit.
"""
