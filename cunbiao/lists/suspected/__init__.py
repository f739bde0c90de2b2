"""疑似问题清单: what comes from above by identity number, whatever its columns are called, and what villages answer."""
