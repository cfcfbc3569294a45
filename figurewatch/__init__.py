"""figurewatch: who claims which figure, about which period, and when a new one departs."""

__version__ = "0.1.0"
