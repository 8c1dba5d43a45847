"""The search index: what the site's own search reads, as files with a digest in their name.

Pure: briefings and the texts of their bodies in, bytes out. docs/search.md tells the form of each file.
"""
