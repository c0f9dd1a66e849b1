"""Faults and doubts that show only when tables are laid beside each other.

In: the tables of a case as read. Out: faults. One module for each thing that can be wrong;
:mod:`~mapper.case.checks.consistency` runs them all.
"""
