"""What a boundary layer is, and making it fit to be read: without a case.

In: one layer file as people have them. Out: facts about it, or a mended layer with a report of
every change.

:mod:`~mapper.case.repair.survey` says what a layer holds,
:mod:`~mapper.case.repair.columns` which of its columns are its ids and names,
:mod:`~mapper.case.repair.mending` mends it step by step,
:mod:`~mapper.case.repair.snapping` fits a coarser layer to the finest,
:mod:`~mapper.case.repair.meridian` splits areas at the 180th meridian, and
:mod:`~mapper.case.repair.writing` writes the result whole or not at all.
"""
