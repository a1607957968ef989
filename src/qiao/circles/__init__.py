"""Where each member is at home: languages, region, topics and tenure, computed and explained."""
