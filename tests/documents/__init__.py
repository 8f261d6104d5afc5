"""Whole documents: terms and sheets, from their files to the page, and what is wrong in them."""
