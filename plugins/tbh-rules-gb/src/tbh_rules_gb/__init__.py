"""Rules for the United Kingdom; they are data, in `gb.yaml`."""
