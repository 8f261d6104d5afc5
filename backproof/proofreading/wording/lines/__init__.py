"""Words of the lines of worked answers, by the rule of each line, as the kinds' own templates say them."""
