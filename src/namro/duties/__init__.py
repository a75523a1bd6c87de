"""What the city does. Duties never import each other; what one knows that another needs is a fact in city/facts."""
