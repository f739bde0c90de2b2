"""更正: what a village says is wrong in a cell it cannot change, and what the township and the county decide about it."""
