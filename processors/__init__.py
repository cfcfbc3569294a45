"""Articles in, figures and departures out."""
