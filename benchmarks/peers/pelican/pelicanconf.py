"""Settings of Pelican: its defaults, but for the places of things and the feeds."""

SITENAME = "Bench"
SITEURL = "https://example.org/bench"
AUTHOR = "Bench Practice"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_DATE_FORMAT = "%B %-d, %Y"
PATH = "content"
ARTICLE_PATHS = ["editions"]
THEME = "theme"
PLUGINS: list[str] = []

ARTICLE_URL = "editions/{slug}/"
ARTICLE_SAVE_AS = "editions/{slug}/index.html"
AUTHOR_URL = "therapists/{slug}/"
AUTHOR_SAVE_AS = "therapists/{slug}/index.html"
AUTHORS_SAVE_AS = "therapists/index.html"
TAG_URL = "topics/{slug}/"
TAG_SAVE_AS = "topics/{slug}/index.html"
TAGS_SAVE_AS = "topics/index.html"
ARCHIVES_SAVE_AS = "archive/index.html"
CATEGORY_SAVE_AS = ""
CATEGORIES_SAVE_AS = ""

DIRECT_TEMPLATES = ["index", "archives", "authors", "tags", "feed"]
FEED_SAVE_AS = "feed.json"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None
FEED_ALL_RSS = "rss.xml"
FEED_MAX_ITEMS = 50
RSS_FEED_SUMMARY_ONLY = False
