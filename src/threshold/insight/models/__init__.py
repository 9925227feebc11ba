"""What insight keeps: runs of the capacity simulation, and what others publish about the authorities of England."""

from threshold.insight.models.capacity import CapacityRun, CapacityYear
from threshold.insight.models.statistics import GradeRow, StatisticsFile, StatisticsRow

__all__ = ["CapacityRun", "CapacityYear", "GradeRow", "StatisticsFile", "StatisticsRow"]
