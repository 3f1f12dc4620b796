"""Events: the vocabulary of types, reading one event, reading logs."""
