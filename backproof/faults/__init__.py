"""TeX errors in the generated file, traced to the template or data line that caused them."""
