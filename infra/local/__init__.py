"""The city on one machine: embedded AWS, VNeID stand-in, one base URL in front, and the commands that start and stop them."""
