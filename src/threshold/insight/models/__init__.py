"""What insight keeps: runs of the capacity simulation."""

from threshold.insight.models.capacity import CapacityRun, CapacityYear

__all__ = ["CapacityRun", "CapacityYear"]
