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
