"""The city on one machine: embedded AWS, VNeID stand-in, one base URL, and the commands that start and stop them."""
