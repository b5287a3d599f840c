"""What the people who build storyboard run by hand: each package here is one `make` target."""
