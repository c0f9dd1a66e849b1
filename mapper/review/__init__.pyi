from .check import check_case as check_case
