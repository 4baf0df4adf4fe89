"""One file per thing a cashier does."""
