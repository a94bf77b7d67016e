import fc from "fast-check";
import { type CeleryCommand, celeryCommand } from "../../../policies/facts";

it.each<[string[], CeleryCommand]>([
  [["celery", "-A", "app", "worker"], { kind: "worker" }],
  [
    ["celery", "-A", "app", "worker", "--concurrency=4", "-Q", "a,b"],
    { kind: "worker", concurrency: 4, queues: ["a", "b"] },
  ],
  [
    ["celery", "-A", "app", "worker", "--concurrency", "4", "--queues=a, b"],
    { kind: "worker", concurrency: 4, queues: ["a", "b"] },
  ],
  [["celery", "--app=app", "worker", "-c", "8", "-P", "gevent"], { kind: "worker", concurrency: 8, pool: "gevent" }],
  [["celery", "-A", "app", "worker", "-c4"], { kind: "worker", concurrency: 4 }],
  [["celery", "-A", "app", "worker", "--autoscale=10,3"], { kind: "worker", concurrency: 10 }],
  [["celery", "-A", "app", "worker", "-c", "$CONCURRENCY"], { kind: "worker" }],
  [["celery", "-A", "app", "worker", "-B"], { kind: "worker-with-beat" }],
  [["celery", "-A", "app", "worker", "--beat", "-l", "info"], { kind: "worker-with-beat" }],
  [["celery", "-A", "app", "worker", "-Bl", "info", "-c", "2"], { kind: "worker-with-beat", concurrency: 2 }],
  [["celery", "-A", "app", "worker", "-EBc2"], { kind: "worker-with-beat", concurrency: 2 }],
  [["celery", "worker", "-A", "app"], { kind: "worker" }], // the order before Celery 5
  [
    ["celery", "-A", "app", "beat", "-S", "redbeat.RedBeatScheduler"],
    { kind: "beat", scheduler: "redbeat.RedBeatScheduler" },
  ],
  [
    ["celery", "-A", "app", "beat", "--scheduler=redbeat.RedBeatScheduler"],
    { kind: "beat", scheduler: "redbeat.RedBeatScheduler" },
  ],
  [["celery", "-A", "worker", "beat"], { kind: "beat" }], // an application that is called worker
  [["celery", "-A", "beat", "worker"], { kind: "worker" }],
  [["celery", "-A", "app", "worker", "-n", "beat@%h"], { kind: "worker" }],
  [["/venv/bin/celery", "-A", "app", "worker"], { kind: "worker" }],
  [["python", "-m", "celery", "-A", "app", "beat"], { kind: "beat" }],
  [["poetry", "run", "celery", "-A", "app", "worker"], { kind: "worker" }],
  [["tini", "--", "celery", "-A", "app", "worker"], { kind: "worker" }],
  [["celery", "-A", "app", "multi", "start", "w1", "-c", "3"], { kind: "worker", concurrency: 3 }],
  [["celery", "-A", "app", "flower"], { kind: "other" }],
  [["celery", "-A", "app", "constructor"], { kind: "other" }],
  [["uvicorn", "app.main:app"], { kind: "other" }],
  [["python", "worker.py"], { kind: "other" }],
  [[], { kind: "other" }],
])("reads the arguments %j", (argv, command) => {
  expect(celeryCommand(argv)).toEqual(command);
});

it.each<[string[], CeleryCommand]>([
  [["celery -A app worker -c 2"], { kind: "worker", concurrency: 2 }],
  [["sh", "-c", "celery -A app worker -c 2"], { kind: "worker", concurrency: 2 }],
  [
    ["/bin/bash", "-lc", "exec celery -A app beat -S 'redbeat.RedBeatScheduler'"],
    { kind: "beat", scheduler: "redbeat.RedBeatScheduler" },
  ],
  [["sh", "-ec", "alembic upgrade head && celery -A app worker"], { kind: "worker" }],
  [["sh", "-c", "set -e\nalembic upgrade head\nexec celery -A app worker -c 3"], { kind: "worker", concurrency: 3 }],
  [["sh", "-c", "celery -A app worker \\\n  --beat"], { kind: "worker-with-beat" }],
  [["sh", "-c", "celery -A app worker & celery -A app beat"], { kind: "worker-with-beat" }],
  [["sh", "-c", "celery -A app worker -c ${CONCURRENCY:-4}"], { kind: "worker" }],
  [["sh", "-c", "celery -A app worker -Q 'a,b' > /dev/stdout 2>&1"], { kind: "worker", queues: ["a", "b"] }],
  [["sh", "-c", "celery -A app worker -c $(nproc) -B"], { kind: "worker-with-beat" }],
  [["sh", "-c", "celery -A app worker -c `nproc` --beat"], { kind: "worker-with-beat" }],
  [["sh", "-c", "celery -A app worker > /dev/stdout -B"], { kind: "worker-with-beat" }],
  [["sh", "-c", "celery -A app worker -B ${"], { kind: "worker-with-beat" }],
  [
    ["sh", "-c", `${"export A=1; ".repeat(400)}celery -A app worker&& celery -A app beat`],
    { kind: "worker-with-beat" },
  ],
  [["bash", "-c", "sh -c 'celery -A app beat'"], { kind: "beat" }],
  [["sh", "-c", "echo celery worker"], { kind: "other" }], // said rather than run
  [["sh", "-c", "celery -A app worker -c 4 # celery beat"], { kind: "worker", concurrency: 4 }],
  [["celery", `-${"a".repeat(12000)}`], { kind: "other" }],
  [["sh", "-c", "uvicorn app.main:app"], { kind: "other" }],
  [["sh", "start.sh"], { kind: "other" }],
  [["sh", "-c"], { kind: "other" }],
])("reads the shell line %j", (argv, command) => {
  expect(celeryCommand(argv)).toEqual(command);
});

it("finds beat wherever its switch stands", () => {
  const others = fc.subarray(["-c4", "--queues=a", "-l", "--hostname=w@h", "-E", "-Ofair", "--pool=prefork"]);
  fc.assert(
    fc.property(others, others, fc.constantFrom("-B", "--beat"), (before, after, beat) => {
      // `-l` takes the next word; give it one.
      const words = (options: string[]): string[] =>
        options.flatMap((option) => (option === "-l" ? ["-l", "info"] : [option]));
      const argv = ["celery", "-A", "app", "worker", ...words(before), beat, ...words(after)];
      expect(celeryCommand(argv).kind).toBe("worker-with-beat");
      expect(celeryCommand(["sh", "-c", argv.join(" ")]).kind).toBe("worker-with-beat");
      expect(celeryCommand(argv.filter((word) => word !== beat)).kind).toBe("worker");
    }),
  );
});

it("never throws", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 5 }), fc.string(), (argv, script) => {
      expect(() => [celeryCommand(argv), celeryCommand(["sh", "-c", script]), celeryCommand([script])]).not.toThrow();
    }),
    { numRuns: 500 },
  );
});
