"""The mutation campaign: wrong answers planted one by one, to see whether any check lets one through."""
