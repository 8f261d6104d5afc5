"""The grammar of expressions: a cursor over tokens, calls, and the precedence of operations."""
