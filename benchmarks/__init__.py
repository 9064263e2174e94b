"""Every figure of speed and size that the documents quote, one command each: `make bench-NAME`."""
