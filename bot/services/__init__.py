"""Use cases: one public method is one transaction, with the messages it promises."""
