from .manycases import build_many as build_many
from .onecase import BuildOptions as BuildOptions
from .onecase import BuildResult as BuildResult
from .onecase import build as build
