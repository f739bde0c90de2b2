"""From the submissions of all villages to one register: files and rows accounted for, copies and duplicates settled."""
