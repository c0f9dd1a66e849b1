"""mapper: who held what in an armed conflict, day by day.

Dated, sourced claims about places and areas become a control history; maps, GeoJSON snapshots
and statistics are views of it. Everything below is loaded when it is first used.

Examples
--------
>>> import datetime as dt
>>> import mapper
>>> history = mapper.build_history(mapper.read_case(mapper.find_case("mali")))
>>> history.at(dt.date(2012, 5, 1)).places.at["timbuktu", "holder"]
'ansar_dine'
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
