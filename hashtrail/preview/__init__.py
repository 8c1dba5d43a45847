"""The preview: a server that shows the site while it is edited, and builds it anew after each change."""
