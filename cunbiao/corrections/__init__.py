"""更正: what a village says is wrong in a cell it cannot change, and what township and county decide about it."""
