"""How well a trained model reads sentences nobody trained on: figures, comparison, gates, and a page to read them."""
