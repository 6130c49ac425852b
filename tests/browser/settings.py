"""The web server of the browser tests: the desk as it is in a demo, but with the error pages people see."""

from config.settings import *  # noqa: F403 - all of them

DEBUG = False
WHITENOISE_USE_FINDERS = True
