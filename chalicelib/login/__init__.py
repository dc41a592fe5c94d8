"""The one door: VNeID in, the city's own tokens out."""
