"""Hashtrail: an archive of briefings in, a site out.

Floors from the ground up. A module imports only from floors below its own, or from modules that stand before it on its
own floor; a test reads this table and holds the imports against it.

| floor | module | one line |
| --- | --- | --- |
| 0 | diagnostics | complaints as data: where, what, and what to write instead |
| 0 | dates | dates that may know only the month or the year |
| 0 | urls | site URLs, slugs and output paths: the only place that joins them |
| 1 | model | what an archive is made of, as frozen structs |
| 1 | frontmatter | YAML with positions, read straight into the model |
| 1 | prose | Markdown to sanitized HTML, with citations and wiki links |
| 2 | archive | the content folder, read and cross-checked |
| 3 | views | what each page shows: one frozen struct per template |
| 3 | metadata | JSON-LD, OpenGraph and citation tags |
| 3 | site | the links, cards and frames that pages are made of |
| 3 | briefing_pages | the page of a briefing |
| 3 | list_pages | lists of briefings, and the directories of those lists |
| 3 | feeds | Atom and JSON Feed |
| 3 | pages | the plan of the site: every page with its URL, template and view |
| 4 | templating | the Jinja environment: views to bytes |
| 5 | output | the output folder: written only where bytes differ |
| 5 | links | the links of rendered pages, and which of them lead nowhere |
| 7 | pipeline | build: the only module that knows the order of the stages |
| 8 | cli | the verbs, the only printing, and the exit codes |
"""
