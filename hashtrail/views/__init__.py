"""What each page shows: one frozen struct per template, and all that the template can reach.

A page's recipe is taken by walking its view, so nothing that a page shows may come from elsewhere. URLs are
ready to be written; texts are plain and are escaped by the template, `Html` apart.

A module here has the views that one module of pages makes: `views.places` those of `place_pages`.
"""
