"""Page models and the static builder; site/ templates are rendered only here."""
