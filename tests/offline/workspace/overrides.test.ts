import { InputError } from "../../../offline/workspace/input-error";
import { parseOverrides } from "../../../offline/workspace/overrides";
import { shopProject } from "./project";

const SECRET_KEYS = ["shop:token"];

function valueOf(entry: string): unknown {
  return parseOverrides(shopProject(), [entry], SECRET_KEYS)[0]?.value;
}

describe("a configuration override", () => {
  it.each([
    ["a list", 'origins=["*"]', ["*"]],
    ["an integer", "size=200", 200],
    ["a truth", "open=true", true],
    ["an object", "limits={cpu: 1}", { cpu: 1 }],
    ["the wrong type, for others to refuse", "origins=42", 42],
    ["text, where the key is text", "title=42", "42"],
    ["text that looks like YAML, where the key is text", "title=[a]", "[a]"],
    ["text, where the key is not declared", "unknown=true", "true"],
    ["an equals sign in the value", "title=a=b", "a=b"],
    ["nothing", "title=", ""],
    ["the full name of a key", "shop:size=7", 7],
    ["white space in text", "title= a ", " a "],
  ])("holds %s: %s", (_what, entry, value) => {
    expect(valueOf(entry)).toEqual(value);
  });

  it("belongs to the project unless it names a namespace", () => {
    const overrides = parseOverrides(shopProject(), ["size=1", "aws:region=eu-west-1"], SECRET_KEYS);

    expect(overrides.map(({ key }) => key)).toEqual(["shop:size", "aws:region"]);
  });

  it("is secret where its key is, and then text as it stands", () => {
    expect(parseOverrides(shopProject(), ["token=[1]", "size=1"], SECRET_KEYS)).toEqual([
      { key: "shop:token", value: "[1]", secret: true },
      { key: "shop:size", value: 1, secret: false },
    ]);
  });

  it("is text as it stands where it is secret, also under a key of another type", () => {
    expect(parseOverrides(shopProject(), ["size=007"], ["shop:size"])).toEqual([
      { key: "shop:size", value: "007", secret: true },
    ]);
  });

  it.each([["CANARY"], ["=CANARY"], [""]])("is refused without repeating it, when it is %j", (entry) => {
    const read = () => parseOverrides(shopProject(), ["size=1", entry], SECRET_KEYS);

    expect(read).toThrow(InputError);
    expect(read).toThrow(/^configuration argument 2 is not of the form key=value$/);
  });

  it("is refused when its value is not YAML", () => {
    expect(() => valueOf('origins=["*"')).toThrow(
      "shop:origins is of type array, and the value given for it is not valid YAML",
    );
  });
});
