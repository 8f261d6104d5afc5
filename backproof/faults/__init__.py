"""Faults that TeX found in the generated file, told at the template or data line that caused them."""
