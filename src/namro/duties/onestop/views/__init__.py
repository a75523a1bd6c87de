"""The pages of the one-stop desk."""
