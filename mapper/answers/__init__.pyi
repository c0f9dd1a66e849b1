from .chain import SeatFinder as SeatFinder
from .properties import place_properties as place_properties
from .properties import state_properties as state_properties
from .properties import unit_properties as unit_properties
from .verdicts import story as story
from .verdicts import who as who
