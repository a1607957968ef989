"""What the square shows where its app does not run: pages, news feeds, the way for crawlers."""
