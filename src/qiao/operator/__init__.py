"""The pages for those who run the square."""
