"""Prints, as JSON, the options of each program as the program itself declares them.

    {program: {"values": {destination: [option, ...]}, "switches": {destination: [option, ...]}, "style": how it parses}}

Nothing is started: click's commands are looked at, argparse's and optparse's parsers are caught before they parse.
"""
import argparse
import importlib
import json
import sys


class Caught(Exception):
    pass


def table(style, options):
    values, switches = {}, {}
    for names, destination, takes_value in options:
        target = values if takes_value else switches
        target.setdefault(destination, []).extend(name for name in names if name not in target.get(destination, []))
    return {"style": style, "values": values, "switches": switches}


def of_click(command):
    options = []
    for parameter in command.params:
        if parameter.param_type_name != "option":
            continue
        takes_value = not (parameter.is_flag or parameter.count)
        options.append((parameter.opts, parameter.name, takes_value))
        if parameter.secondary_opts:
            options.append((parameter.secondary_opts, "no_" + parameter.name, False))
    return table("click", options)


def of_argparse(parser):
    return table("argparse", [(a.option_strings, a.dest, a.nargs != 0) for a in parser._actions if a.option_strings])


def of_optparse(parser):
    options = [option for group in [parser, *parser.option_groups] for option in group.option_list]
    return table("argparse", [(o._short_opts + o._long_opts, str(o.dest), o.takes_value()) for o in options if o.dest])


def caught_argparse(entry):
    parsers = []

    def catch(self, *_, **__):
        parsers.append(self)
        raise Caught

    kept = argparse.ArgumentParser.parse_args, argparse.ArgumentParser.parse_known_args
    argparse.ArgumentParser.parse_args = argparse.ArgumentParser.parse_known_args = catch
    sys.argv = ["program"]
    try:
        entry()
    except Caught:
        pass
    finally:
        argparse.ArgumentParser.parse_args, argparse.ArgumentParser.parse_known_args = kept
    return of_argparse(parsers[0])


def tables():
    import typer
    from arq.cli import cli as arq
    from celery.bin.celery import celery
    from daphne.cli import CommandLineInterface
    from django.core.management.commands.runserver import Command
    from dramatiq.cli import make_argument_parser
    from fastapi_cli.cli import app
    from flask.cli import cli as flask
    from flask.cli import run_command
    from granian.cli import cli as granian
    from gunicorn.config import Config
    from huey.consumer_options import OptionParserHandler
    from rq.cli import main as rq
    from taskiq.cli.scheduler.args import SchedulerArgs
    from taskiq.cli.worker.args import WorkerArgs

    fastapi = typer.main.get_command(app).commands
    found = {
        "gunicorn": of_argparse(Config().parser()),
        "uvicorn": of_click(importlib.import_module("uvicorn.main").main),
        "hypercorn": caught_argparse(importlib.import_module("hypercorn.__main__").main),
        "granian": of_click(granian),
        "fastapi run": of_click(fastapi["run"]),
        "fastapi dev": of_click(fastapi["dev"]),
        "daphne": caught_argparse(lambda: CommandLineInterface().run([])),
        "flask": of_click(flask),
        "flask run": of_click(run_command),
        "runserver": of_argparse(Command().create_parser("manage.py", "runserver")),
        "celery": of_click(celery),
        "celery worker": of_click(celery.commands["worker"]),
        "celery beat": of_click(celery.commands["beat"]),
        "arq": of_click(arq),
        "dramatiq": of_argparse(make_argument_parser()),
        "rq worker": of_click(rq.commands["worker"]),
        "rq worker-pool": of_click(rq.commands["worker-pool"]),
        "rqscheduler": caught_argparse(importlib.import_module("rq_scheduler.scripts.rqscheduler").main),
        "taskiq worker": caught_argparse(lambda: WorkerArgs.from_cli([])),
        "taskiq scheduler": caught_argparse(lambda: SchedulerArgs.from_cli([])),
        "huey_consumer": of_optparse(OptionParserHandler().get_option_parser()),
    }
    return found


if __name__ == "__main__":
    json.dump(tables(), sys.stdout, indent=1, sort_keys=True)
