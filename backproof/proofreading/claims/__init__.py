"""Claims in print, kind by kind: each is read where it is printed and held against what was proved."""
