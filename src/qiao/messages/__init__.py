"""What two members write to each other; nobody else reads it, and nothing is made of it."""
