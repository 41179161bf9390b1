"""Takes a docs folder and gives the diagnostics of all rules, and the fixes that need no decision."""
