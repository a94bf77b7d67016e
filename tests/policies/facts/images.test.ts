import { imageReference, isFloating, isSameImage } from "../../../policies/facts";

const DIGEST = `sha256:${"0a".repeat(32)}`;

it.each([
  ["nginx", "nginx", undefined, undefined],
  ["localhost:5000/shop", "localhost:5000/shop", undefined, undefined],
  ["localhost:5000/shop:1.2", "localhost:5000/shop", "1.2", undefined],
  [`ghcr.io/example/shop:7@${DIGEST}`, "ghcr.io/example/shop", "7", DIGEST],
  [`ghcr.io/example/shop@${DIGEST}`, "ghcr.io/example/shop", undefined, DIGEST],
])("reads %s", (text, repository, tag, digest) => {
  expect(imageReference(text)).toEqual({ repository, tag, digest });
});

it.each(["", "a b", "shop@", "shop@latest", `shop@${DIGEST}@${DIGEST}`, "shop:", "shop:a b", "x".repeat(1001)])(
  "takes %j for no reference",
  (text) => {
    expect(imageReference(text)).toBeUndefined();
  },
);

const reference = (text: string) => imageReference(text) ?? { repository: "", tag: undefined, digest: undefined };

it("compares by digest, by tag, and not at all", () => {
  expect(isSameImage(reference(`shop:1@${DIGEST}`), reference(`shop:2@${DIGEST}`))).toBe(true);
  expect(isSameImage(reference("shop"), reference("shop:latest"))).toBe(true);
  expect(isSameImage(reference("shop:1"), reference("shop:2"))).toBe(false);
  expect(isSameImage(reference("shop:1"), reference(`shop@${DIGEST}`))).toBeUndefined();
});

it.each([
  ["nginx", true],
  ["shop:latest", true],
  ["shop:Main", true],
  ["shop:1.4.2", false],
  ["shop:main-3f2c1ab", false],
  [`shop:latest@${DIGEST}`, false],
])("%s moves: %s", (text, moves) => {
  expect(isFloating(reference(text))).toBe(moves);
});
