SITENAME = "Bench"
SITEURL = "https://bench.example"
PATH = "content"
ARTICLE_PATHS = ["briefings"]
PAGE_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
OUTPUT_PATH = "output"
THEME = "theme"
THEME_STATIC_PATHS: list[str] = []
PLUGIN_PATHS = ["."]
PLUGINS = ["pelican_lists"]
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
USE_FOLDER_AS_CATEGORY = False
FORMATTED_FIELDS: list[str] = []
MARKDOWN = {
    "extensions": ["tables", "footnotes", "toc", "sane_lists", "fenced_code", "meta"],
    "output_format": "html",
}
# What its manual offers for repeated builds (the cache needs no template to be the same).
CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER = "reader"
GZIP_CACHE = False

ARTICLE_URL = "briefings/{date:%Y}/{slug}/"
ARTICLE_SAVE_AS = "briefings/{date:%Y}/{slug}/index.html"
# Tags are lists like those of places, organisations and years, which Pelican does not know.
TAG_SAVE_AS = CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"
DEFAULT_PAGINATION = 50
PAGINATED_TEMPLATES = {"list": 50}
PAGINATION_PATTERNS = [
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]
FEED_DOMAIN = SITEURL
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 50
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
