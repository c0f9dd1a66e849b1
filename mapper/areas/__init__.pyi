from .arealist import areas as areas
from .areamodel import AreaModel as AreaModel
from .frames import Frame as Frame
from .frames import make_frames as make_frames
from .frames import region_level as region_level
from .modeloptions import with_area_model as with_area_model
from .models import MODELS as MODELS
from .models import build_areas as build_areas
