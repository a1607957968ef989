"""Who is here, how they come in, whom they follow."""
