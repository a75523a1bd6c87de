"""Commands of the namro program, each a thin shell over services; `main` reads the command line."""
