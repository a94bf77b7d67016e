import { Cells } from "../../../policies/model/cells";

it("computes once, until something it rests on changes", () => {
  const cells = new Cells();
  let times = 0;
  const read = () =>
    cells.compute("web", "reading", () => {
      cells.restsOn("secret", "a");
      return (times += 1);
    });
  expect([read(), read()]).toEqual([1, 1]);
  cells.changed("secret", "b");
  expect(read()).toBe(1);
  cells.changed("secret", "a");
  expect(read()).toBe(2);
});

it("tells what became stale, at any distance, and once", () => {
  const cells = new Cells();
  const reading = () => {
    cells.compute("web", "reading", () => {
      cells.restsOn("service", "web");
      return 1;
    });
  };
  cells.compute("db", "check", () => {
    reading();
    return 1;
  });
  cells.compute("other", "check", () => 1);
  cells.changed("service", "web");
  expect(cells.takeStale().map(({ owner, name }) => `${name} ${owner}`)).toEqual(["reading web", "check db"]);
  expect(cells.takeStale()).toEqual([]);
});

it("does not go round in circles", () => {
  const cells = new Cells();
  const a = (): number =>
    cells.compute("a", "x", () => {
      cells.restsOn("k", "");
      return 1;
    });
  cells.compute("b", "x", () => a() + cells.compute("c", "x", () => a()));
  cells.changed("k", "");
  expect(cells.takeStale()).toHaveLength(3);
});

describe("a settled value", () => {
  /** How many there are of something, and a check that rests on whether there are any. */
  function counted() {
    const cells = new Cells();
    let count = 0;
    const any = () => {
      const make = () => {
        cells.restsOn("count", "");
        return count > 0;
      };
      return cells.compute("", "any", make, (before, now) => before === now);
    };
    return {
      check: () => cells.compute("web", "check", any),
      add: () => {
        count += 1;
        cells.changed("count", "");
        return cells.takeStale().map(({ name }) => name);
      },
      any,
    };
  }

  it("wakes who rests on it only when it comes to something else", () => {
    const { check, add } = counted();
    expect(check()).toBe(false);
    expect(add()).toEqual(["check"]);
    expect(check()).toBe(true);
    expect(add()).toEqual([]);
    expect(add()).toEqual([]);
    expect(check()).toBe(true);
  });

  it("is what it is now for whoever asks before it was looked at again", () => {
    const cells = new Cells();
    let value = 1;
    const settled = () => {
      const make = () => {
        cells.restsOn("value", "");
        return value;
      };
      return cells.compute("", "settled", make, (before, now) => before === now);
    };
    const early = () => cells.compute("early", "check", settled);
    expect(early()).toBe(1);
    value = 2;
    cells.changed("value", "");
    expect(cells.compute("late", "check", settled)).toBe(2);
    expect(cells.takeStale().map(({ owner }) => owner)).toEqual(["early"]);
    expect(early()).toBe(2);
    value = 3;
    cells.changed("value", "");
    expect(cells.takeStale().map(({ owner }) => owner)).toEqual(["late", "early"]);
  });
});
