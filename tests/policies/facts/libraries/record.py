"""Asks the real libraries what libraries.test.ts holds the facts against, and prints their answers as JSON.

    python -m venv .venv && .venv/bin/pip install starlette django django-cors-headers limits redis pymemcache pymongo celery kombu
    .venv/bin/python tests/policies/facts/libraries/record.py > tests/policies/facts/libraries/answers.json
"""
import json
from importlib.metadata import version

import django
import redis
from celery import Celery
from django.conf import settings
from kombu import Connection
from limits.storage import storage_from_string
from starlette.middleware.cors import CORSMiddleware

settings.configure(CORS_ALLOWED_ORIGINS=[], INSTALLED_APPS=["corsheaders"])
django.setup()
from corsheaders.middleware import CorsMiddleware  # noqa: E402  (needs the settings)

PATTERNS = [
    r"https://app\.example\.com", r"^https://app\.example\.com$", r"https://.*\.example\.com", r"https://app.example.com",
    r"^https://[a-z0-9-]+\.example\.com$", r"^https://([a-z0-9-]+\.)*example\.com(:\d+)?$", r".*", r"https://.+",
    r"^https:\/\/.*\.vercel\.app$", r"^https://[a-z]+\.example\.com", r"(?i)^HTTPS://[A-Z]+\.COM$", r"https://.*example\.com",
    r"^https://(?!evil)[a-z]+\.example\.com$", r"^https://(?:[a-z]+\.)?example\.com$|.*", r"\Ahttps://.*\Z",
    r"^https://example[.](com|org)$", r"^https://[\w-]+$", r"^https://app-[a-z0-9]+\.onrender\.com$", r"https://\S+",
    r"^https://preview-.*\.example\.com$", r"^http://localhost(:\d+)?$",
]
STRANGERS = [
    "https://evil.net", "https://qzxv.com", "https://qzxv.vercel.app", "https://app-qzxv.onrender.com", "https://qzxvexample.com",
    "https://app.example.com.evil.net", "https://preview-x.example.com.evil.net", "https://appxexample.com", "https://intranet",
    "https://app.example.com.au",
]
ORIGINS = [
    "https://app.example.com", "https://app.example.com/", "https://app.example.com/shop", "https://app.example.com?a=b",
    "https://app.example.com:443", "https://app.example.com:8443", "http://app.example.com:80", "https://APP.example.com",
]
BROWSERS = ["https://app.example.com", "https://app.example.com:8443", "http://app.example.com"]
STORAGES = [
    "memory://", "Memory://", " memory://", "async+memory://", "redis://cache:6379", "rediss://cache", "redis+sentinel://cache:26379/m",
    "memcached://cache:11211", "mongodb://cache", "redis+memory://cache", "fakeredis://cache", "",
]
URLS = [
    "redis://:pw@cache:6379/1", "redis://user:p@ss@cache:6379", "redis://127.1:6379", "redis://cache?db=3", "redis://cache/0?password=p@ss",
    "redis://:ab/cd@cache:6379", "redis://:ab?cd@cache:6379", "redis://:ab#cd@cache:6379",
]
REQUIREMENTS = ["required", "optional", "none", "CERT_REQUIRED", "CERT_NONE", "bogus", ""]


def answer(ask):
    try:
        return ask()
    except Exception as error:  # the name of the refusal is the answer
        return {"refuses": type(error).__name__}


def cors(pattern):
    starlette = CORSMiddleware(lambda *_: None, allow_origin_regex=pattern)
    settings.CORS_ALLOWED_ORIGIN_REGEXES = [pattern]
    middleware = CorsMiddleware(lambda request: None)
    return {
        "pattern": pattern,
        "starlette": [origin for origin in STRANGERS if starlette.is_allowed_origin(origin)],
        "django": [origin for origin in STRANGERS if middleware.regex_domain_match(origin)],
    }


def origin(written):
    middleware = CORSMiddleware(lambda *_: None, allow_origins=[written])
    return {"origin": written, "starlette": [sent for sent in BROWSERS if middleware.is_allowed_origin(sent)]}


def place(url):
    found = redis.ConnectionPool.from_url(url).connection_kwargs
    return {"host": found["host"], "port": found.get("port"), "database": found.get("db"), "password": bool(found.get("password"))}


def requirement(word):
    url = "rediss://cache/0" + (f"?ssl_cert_reqs={word}" if word else "")
    return {
        "word": word,
        "redis": answer(lambda: str(redis.ConnectionPool.from_url(url).make_connection().cert_reqs is not None)),
        "celery": answer(lambda: str(Celery("x", backend=url).backend.connparams["ssl_cert_reqs"] is not None)),
    }


def servers(url):
    connection = Connection(url)
    return connection.alt or [url]


print(json.dumps({
    "versions": {name: version(name) for name in ["starlette", "django-cors-headers", "limits", "redis", "celery", "kombu"]},
    "cors": [cors(pattern) for pattern in PATTERNS],
    "origins": [origin(written) for written in ORIGINS],
    "storages": [{"uri": uri, "storage": answer(lambda: type(storage_from_string(uri)).__name__)} for uri in STORAGES],
    "urls": [{"url": url, "place": answer(lambda: place(url))} for url in URLS],
    "requirements": [requirement(word) for word in REQUIREMENTS],
    "servers": [{"url": url, "servers": answer(lambda: servers(url))} for url in ["redis://a;redis://b", "sentinel://a:1;sentinel://b:2", "redis://a"]],
}, indent=2))
