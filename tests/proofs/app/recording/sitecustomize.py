"""
Python runs this first in every process that has this folder on its path: it writes down which environment variables are
read by name. Going over all of them is no reading: pydantic-settings does, and takes those of its `field`s.
"""

import os

from pydantic_settings import BaseSettings

PATH = os.environ["READ_VARIABLES"]
seen = set()


def read(name):
    if isinstance(name, str) and name not in seen:
        seen.add(name)
        with open(PATH, "a") as file:
            file.write(name + "\n")


class RecordingCopy(dict):
    """gunicorn takes a copy first, and reads that."""

    def __getitem__(self, name):
        read(name)
        return super().__getitem__(name)

    def get(self, name, default=None):
        read(name)
        return super().get(name, default)


Plain = type(os.environ)


class Recording(Plain):
    def __getitem__(self, name):
        read(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        read(name)
        return super().__contains__(name)

    def copy(self):
        return RecordingCopy({name: Plain.__getitem__(self, name) for name in self})

    def items(self):
        return self.copy().items()

    def values(self):
        return self.copy().values()


os.environ.__class__ = Recording
create = BaseSettings.__init__


def create_and_read(self, *args, **values):
    for name in type(self).model_fields:
        read("field " + name.upper())
    create(self, *args, **values)


BaseSettings.__init__ = create_and_read
