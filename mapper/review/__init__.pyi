from .check import Checked as Checked
from .check import check_case as check_case
from .check import checked_case as checked_case
