"""What people can say and tap, and what they see."""
