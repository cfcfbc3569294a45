"""What departs, by the kind of number: totals, periods, rates, levels, and notes in the text."""
