"""What anybody may read and send without signing in: procedures, the way of a dossier, feedback, published figures."""
