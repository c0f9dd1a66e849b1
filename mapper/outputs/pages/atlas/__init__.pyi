from .layer import ControlTimeline as ControlTimeline
from .page import atlas_page as atlas_page
