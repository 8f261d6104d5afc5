"""Commands about this machine: what it has, TeX's format, the shell's completion."""
