"""Pure dataclasses and rules."""
