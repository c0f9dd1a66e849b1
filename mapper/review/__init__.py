"""What of a whole case deserves a second look, once its history is known.

In: a case. Out: doubts, each with file, row and a way out. May import: everything up to history.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
