"""figurewatch: who claims which figure, about which period, and when a new one departs."""
