"""Files of boundaries, from strangers too: looked over, opened apart, made into layers.

In: a path and what ``case.toml`` says of it. Out: a layer in degrees, or faults.

:mod:`~mapper.case.layers.vetting` checks the files and copies them,
:mod:`~mapper.case.layers.process` has them opened by
:mod:`~mapper.case.layers.script` in a process of its own,
:mod:`~mapper.case.layers.reader` makes a GeoDataFrame of what comes back, and
:mod:`~mapper.case.layers.boundaries` a layer whose areas are checked.
"""
