"""Hashtrail: an archive of briefings in, a site out.

Floors from the ground up. A module imports only from floors below its own, or from modules that stand before it on its
own floor; a test reads this table and holds the imports against it.

| floor | module | one line |
| --- | --- | --- |
| 0 | diagnostics | complaints as data: where, what, and what to write instead |
| 0 | dates | dates that may know only the month or the year |
| 0 | languages | the language of a name, told by its letters |
| 0 | urls | site URLs, slugs and output paths: the only place that joins them |
| 0 | quantities | numbers in plain words, with their magnitudes and units |
| 1 | files | which files the content folder has, and their bytes as text |
| 1 | model | what an archive is made of, as frozen structs |
| 1 | frontmatter | YAML with positions, read straight into the model |
| 1 | tables | CSV with positions, read straight into the model |
| 1 | prose | Markdown to sanitized HTML, with citations and wiki links |
| 2 | grounding | whether the words of a briefing rest on its facts and sources |
| 2 | content | one content file at a time: bytes in, a record or diagnostics out |
| 2 | archive | all content files together: joined, and checked against each other |
| 2 | ledger | what authorities did and what moved, out of all briefings together |
| 2 | rules | which rules are in force on a day and at a place |
| 2 | flows | what came to a place and what left it: sums of moves, and moves that stalled |
| 2 | effects | which briefing followed from which, and after how long |
| 2 | coverage | what the archive covers, and where it knows little |
| 3 | charts | bars, lines and ticks as numbers |
| 3 | geography | coordinates to the points and arcs of a map of the world, as numbers |
| 3 | views | what each page shows: one frozen struct per template |
| 3 | social_cards | pictures of pages for where their links are shared |
| 3 | citations | how to cite a briefing: in prose, and as BibTeX, RIS and CSL-JSON |
| 3 | metadata | JSON-LD, OpenGraph and citation tags |
| 3 | site | the links, cards and frames that pages are made of |
| 3 | ledger_rows | rules, actions, moves and effects as tables show them |
| 3 | surroundings | what stands around a briefing in an archive |
| 3 | briefing_pages | the page of a briefing |
| 3 | map_pages | the maps: arcs, marks, and the tables of the same facts |
| 3 | list_pages | lists of briefings, and the directories of those lists |
| 3 | place_pages | the pages of a place |
| 3 | organisation_pages | the pages of an organisation |
| 3 | effect_pages | the page of what followed: lags, sums by country, stalled moves |
| 3 | coverage_pages | the page of what the archive knows little about |
| 3 | thread_pages | the page of a thread: a story with its moves and what followed |
| 3 | timeline_pages | the timeline: events by month, with a histogram |
| 3 | home_page | the home page |
| 3 | asof_pages | what was in force on a day, and where |
| 3 | feeds | Atom and JSON Feed |
| 3 | calendars | iCalendar: the days on which actions begin and end |
| 3 | data | open data: tables as CSV, JSON and SQLite, GeoJSON, the JSON file of each briefing |
| 3 | llms_txt | llms.txt: where lists and data are, for programs that read for someone |
| 3 | search | the search index: briefings to files that the site's own search reads |
| 3 | pages | the plan of the site: every page with its URL, template and view |
| 4 | recipes | the digest of all that decides a page's bytes |
| 4 | assets | the files of the templates folder as they are on disk |
| 4 | templating | the Jinja environment: views to bytes |
| 5 | plan | which pages to render, keep and remove, and why: a pure function |
| 5 | journal | byte strings at the end of a file, found again by their places |
| 5 | written | what a build remembers of the files that it wrote |
| 5 | sources | what the store knows of the content files, in columns |
| 5 | store | what the last build remembered |
| 5 | explain | the reasons of a plan in words an editor knows |
| 5 | output | the output folder: written only where bytes differ |
| 5 | links | the links of rendered pages, and which of them lead nowhere |
| 5 | spool | byte strings that are too many for memory |
| 5 | workers | work on all cores, through one executor made in one place |
| 6 | reading | the content folder as the store knows it: only what has changed is read |
| 6 | rendering | pages into files: what a worker does |
| 6 | indexing | the search index, kept from build to build |
| 6 | complaints | where a mistake was written that shows only in the rendered site |
| 6 | linkcheck | the check of the links that a build can have broken |
| 7 | inputs | what a build is made from, beside what the last one was: what is to be done |
| 7 | pipeline | build: the only module that knows the order of the stages |
| 8 | preview | a server that shows the site while it is edited |
| 8 | cli | the verbs, the only printing, and the exit codes |
"""
