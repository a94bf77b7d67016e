import { edited } from "../../../offline/program/property-edit";

const query = { kind: "query", name: "ssl_cert_reqs", value: "required" } as const;
const digest = { kind: "digest", digest: "sha256:0123" } as const;
const option = { kind: "option", name: "--keep-alive", value: "125" } as const;
const without = { kind: "without", words: ["-B", "--beat"] } as const;
const exec = { kind: "exec", program: "celery", alone: false } as const;
const alone = { kind: "exec", program: "gunicorn", alone: true } as const;

describe("a value that is edited", () => {
  it.each([
    ["rediss://redis.example.com:6379/0", query, "rediss://redis.example.com:6379/0?ssl_cert_reqs=required"],
    [
      "rediss://:{token}@{host}/0?ssl_cert_reqs=none&a=1",
      query,
      "rediss://:{token}@{host}/0?a=1&ssl_cert_reqs=required",
    ],
    ["rediss://redis/0?a=1#part", query, "rediss://redis/0?a=1&ssl_cert_reqs=required#part"],
    ["registry.example.com:5000/shop:latest", digest, "registry.example.com:5000/shop@sha256:0123"],
    ["shop", digest, "shop@sha256:0123"],
    ["shop:1@sha256:9", digest, "shop@sha256:0123"],
    ["--timeout 30 --keep-alive 5", option, "--timeout 30 --keep-alive 125"],
    ["--keep-alive=5 --timeout 30", option, "--keep-alive=125 --timeout 30"],
    ["--timeout 30", option, "--timeout 30 --keep-alive 125"],
  ])("is, of the text %j", (text, edit, wanted) => {
    expect(edited(text, edit)).toBe(wanted);
  });

  it.each([
    [["celery", "worker", "-B", "-Q", "a"], without, ["celery", "worker", "-Q", "a"]],
    [["sh", "-c", "celery worker -B -Q a"], without, ["sh", "-c", "celery worker -Q a"]],
    [["gunicorn", "app:app", "--keep-alive", "5"], option, ["gunicorn", "app:app", "--keep-alive", "125"]],
    [["gunicorn", "app:app", "--keep-alive=5"], option, ["gunicorn", "app:app", "--keep-alive=125"]],
    [["gunicorn", "app:app"], option, ["gunicorn", "app:app", "--keep-alive", "125"]],
    [
      ["bash", "-c", "sleep 1 && celery -A a worker && true"],
      exec,
      ["bash", "-c", "sleep 1 && exec celery -A a worker"],
    ],
    [["sh", "-ec", "alembic upgrade head; gunicorn app:app"], alone, ["sh", "-ec", "exec gunicorn app:app"]],
    [["sh", "-c", "alembic upgrade head && exec gunicorn app:app"], alone, ["sh", "-c", "exec gunicorn app:app"]],
    [
      ["sh", "-c", "echo 'a; celery' ; /venv/bin/celery worker"],
      exec,
      ["sh", "-c", "echo 'a; celery'; exec /venv/bin/celery worker"],
    ],
  ])("is, of the words %j", (words, edit, wanted) => {
    expect(edited(words, edit)).toEqual(wanted);
  });

  it.each([
    ["a number", 5, option],
    ["a list of others", [1, 2], option],
    ["a line without the program", ["sh", "-c", "python -m shop"], exec],
    ["a command without a shell", ["celery", "worker"], exec],
    ["words, as a URL", ["redis://a"], query],
  ])("is none of %s", (_, value, edit) => {
    expect(edited(value, edit)).toBeUndefined();
  });
});
