import fc from "fast-check";
import { covered, isOwnMachine, parseNetwork, trustedProxies, type Network } from "../../../policies/facts";

const network = (text: string): Network => {
  const found = parseNetwork(text);
  if (found === undefined) throw new Error(`${text} is no network`);
  return found;
};

describe("trustedProxies", () => {
  it.each(["*", "10.0.0.1, *", "0.0.0.0/0", "10.0.0.0/8,0.0.0.0/1", "::/0", "52.0.0.0/8", "8.8.8.8/0"])(
    "%s is everybody",
    (value) => {
      expect(trustedProxies(value).kind).toBe("everybody");
    },
  );

  it.each([
    "10.0.0.0/8",
    "127.0.0.1,::1",
    "172.31.0.0/20, 172.31.16.0/20",
    "fd00::/8",
    "203.0.113.7",
    "52.1.0.0/16",
    "",
  ])("%s is some networks", (value) => {
    expect(trustedProxies(value).kind).toBe("networks");
  });

  it.each([
    "localhost",
    "unix:",
    "10.0.0/8",
    "10.0.0.0/33",
    "10.0.0.256",
    "::1::",
    "fe80::g",
    "10.0.0.0/8/8",
    "x".repeat(9000),
  ])("%s cannot be read", (value) => {
    expect(trustedProxies(value).kind).toBe("unreadable");
  });
});

describe("covered", () => {
  it.each<[string, string[], boolean]>([
    ["10.0.0.0/24", ["10.0.0.0/16"], true],
    ["10.0.0.0/23", ["10.0.1.0/24", "10.0.0.0/24"], true],
    ["10.0.0.0/22", ["10.0.0.0/24", "10.0.1.0/24", "10.0.3.0/24"], false],
    ["10.0.0.0/16", ["10.0.0.0/24"], false],
    ["10.0.0.0/24", ["10.0.0.128/25", "10.0.0.0/8"], true],
    ["::1", ["10.0.0.0/8"], false],
    ["fd00:1::/32", ["fd00::/8"], true],
    ["10.0.0.0/8", [], false],
  ])("%s in %j: %s", (inner, outer, answer) => {
    expect(covered(network(inner), outer.map(network))).toBe(answer);
  });

  it("holds for the halves of any network, and for no half alone", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 1, max: 31 }), (address, length) => {
        const whole = network(`${address}/${length}`);
        const middle = whole.first + (whole.last - whole.first + 1n) / 2n;
        const lower: Network = { family: 4, first: whole.first, last: middle - 1n };
        const upper: Network = { family: 4, first: middle, last: whole.last };
        expect(covered(whole, [upper, lower])).toBe(true);
        expect(covered(whole, [upper])).toBe(false);
      }),
    );
  });
});

it("knows the machine itself", () => {
  expect(["127.0.0.1", "::1", "10.0.0.1"].map((text) => isOwnMachine(network(text)))).toEqual([true, true, false]);
});
