"""What happens to accounts: with time, with sales, with what members do."""
