"""Reads command lines as the programs themselves do: one JSON array of {argv, env} in, one of what they came to out.

Nothing is started. Each is the program's own parser and its own resolution of variables, stopped where it would begin to serve.
"""
import io
import json
import os
import sys
from contextlib import contextmanager, redirect_stderr, redirect_stdout


class Stopped(Exception):
    pass


@contextmanager
def environment(variables):
    kept = dict(os.environ)
    for name in ("WEB_CONCURRENCY", "GUNICORN_CMD_ARGS", "FORWARDED_ALLOW_IPS"):
        os.environ.pop(name, None)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def gunicorn(argv):
    import importlib

    # The variables are read when the modules are.
    for name in ("gunicorn.config", "gunicorn.app.base", "gunicorn.app.wsgiapp"):
        module = importlib.reload(importlib.import_module(name))
    sys.argv = ["gunicorn", *argv]
    cfg = module.WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").cfg
    return {
        "workers": cfg.workers,
        "threads": cfg.settings["threads"].get(),
        "workerClass": str(cfg.settings["worker_class"].get()),
        "keepAlive": cfg.keepalive,
        "timeout": cfg.timeout,
        "gracefulTimeout": cfg.graceful_timeout,
        "development": cfg.reload,
    }


def uvicorn(argv):
    import importlib

    module = importlib.import_module("uvicorn.main")
    from uvicorn.config import Config

    found = {}

    def run(app, **options):
        config = Config(app, **{name: options[name] for name in ("workers", "timeout_keep_alive", "timeout_graceful_shutdown", "reload")})
        found.update(
            workers=1 if config.should_reload else config.workers,
            keepAlive=config.timeout_keep_alive,
            gracefulTimeout=config.timeout_graceful_shutdown,
            development=config.reload,
        )

    kept, module.run = module.run, run
    try:
        module.main.main(args=argv, standalone_mode=False)
    finally:
        module.run = kept
    return found


def fastapi(argv):
    import fastapi_cli.cli as cli
    import typer
    from uvicorn.config import Config

    found = {}

    def run(app=None, **options):
        config = Config("app:app", workers=options.get("workers"), reload=options.get("reload", False))
        found.update(workers=1 if config.should_reload else config.workers, development=config.reload)

    kept = cli.uvicorn.run
    cli.uvicorn.run = run
    try:
        typer.main.get_command(cli.app).main(args=argv, standalone_mode=False)
    finally:
        cli.uvicorn.run = kept
    return found


def hypercorn(argv):
    import hypercorn.__main__ as module

    found = {}

    def run(config):
        found.update(
            workers=config.workers,
            keepAlive=config.keep_alive_timeout,
            gracefulTimeout=config.graceful_timeout,
            workerClass=config.worker_class,
            development=config.use_reloader or config.debug,
        )
        return 0

    kept, module.run = module.run, run
    try:
        module.main(argv)
    finally:
        module.run = kept
    return found


def granian(argv):
    import granian.cli as module

    found = {}

    class Server:
        def __init__(self, target, **options):
            found.update(workers=options["workers"], development=options["reload"])

        def serve(self):
            pass

    kept, module.Server = module.Server, Server
    try:
        module.cli.main(args=argv, standalone_mode=False, auto_envvar_prefix="GRANIAN")
    finally:
        module.Server = kept
    return found


def celery(argv):
    import celery.bin.beat as beat
    import celery.bin.celery as module
    import celery.bin.worker as worker
    import click

    found = {}

    def stop(kind):
        def callback(*_, **__):
            context = click.get_current_context()
            given = context.params
            app = context.obj.app
            found.update(
                kind=kind,
                beat=kind == "beat" or bool(given.get("beat")),
                scheduler=given.get("scheduler") or app.conf.beat_scheduler,
                maxInterval=given.get("max_interval"),
                broker=app.conf.broker_url,
            )
            if kind == "worker":
                autoscale = given.get("autoscale")
                concurrency = autoscale[0] if autoscale else given.get("concurrency")
                found.update(
                    concurrency="cores" if concurrency in (None, 0, "auto") else concurrency,
                    pool=given["pool"].__module__.rsplit(".", 1)[-1],
                    queues=given.get("queues"),
                )

        return callback

    kept = worker.worker.callback, beat.beat.callback
    worker.worker.callback, beat.beat.callback = stop("worker"), stop("beat")
    try:
        module.celery.main(args=argv, standalone_mode=False, auto_envvar_prefix="CELERY")
    finally:
        worker.worker.callback, beat.beat.callback = kept
    return found


PROGRAMS = {f.__name__: f for f in (gunicorn, uvicorn, fastapi, hypercorn, granian, celery)}


def read(case):
    program, *argv = case["argv"]
    with environment(case["env"]), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            return PROGRAMS[program](argv)
        except (Exception, SystemExit) as refused:
            return {"refused": f"{type(refused).__name__}: {refused}"}


if __name__ == "__main__":
    cases = json.load(sys.stdin)
    json.dump([read(case) for case in cases], sys.stdout, default=str)
