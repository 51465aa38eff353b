"""The wearer's own diary: read it, fill it, hold it against a result."""

from myosense.diaries.comparing import Comparison, compare
from myosense.diaries.filling import fill
from myosense.diaries.reading import Diary, read_diary
from myosense.diaries.writing import write_diary

__all__ = ["Comparison", "Diary", "compare", "fill", "read_diary", "write_diary"]
