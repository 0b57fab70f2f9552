"""One module for each library of template tags."""
