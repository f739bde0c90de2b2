"""What is checked and worked out over the tables: messages, incomes, verdicts, what is missing."""
