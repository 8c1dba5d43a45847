"""The benchmark: the same archive built by Hashtrail and by other generators, side by side."""
