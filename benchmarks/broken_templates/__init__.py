"""A campaign of templates broken at random: is each mistake told once, at its line and column?"""
