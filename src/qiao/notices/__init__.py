"""What members are told: who liked, followed, answered or mentioned them, and square news."""
