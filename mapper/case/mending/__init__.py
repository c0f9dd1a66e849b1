"""Mending the tables of a case where there is just one right answer, byte by byte.

In: the folders of a case. Out: what would change, as a diff, and the changed files, all or none.
What is written otherwise (quotes, order, line ends, the last line's end) stays as it is. Nothing is
guessed: what could be meant in two ways is refused, and said.
"""
