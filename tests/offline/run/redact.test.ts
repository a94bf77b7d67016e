import { redactor, withoutValues } from "../../../offline/run/redact";

describe("the redactor", () => {
  it("replaces every secret, also where it is quoted as JSON", () => {
    const redact = redactor(['pass"word', "another secret"]);

    expect(redact('a pass"word, "pass\\"word" and another secret, another secret')).toBe(
      'a [secret], "[secret]" and [secret], [secret]',
    );
  });

  it("replaces a secret as a whole when another one is a part of it", () => {
    expect(redactor(["secret-one", "secret-one-and-more"])("secret-one-and-more")).toBe("[secret]");
  });

  it("leaves ordinary words alone when a secret is as short as one", () => {
    expect(redactor(["a", ""])("a banana")).toBe("a banana");
  });
});

describe("a message without values", () => {
  it.each([
    [
      `property containerDefinitions value {[{"name":"A_KEY","value":"} has no problem"}]} has a problem: it is no JSON`,
      "property containerDefinitions has a problem: it is no JSON",
    ],
    ["property policy value {two\nlines} has a problem: broken", "property policy has a problem: broken"],
    ["property cpu value {} has a problem: empty", "property cpu has a problem: empty"],
    ["cannot connect to postgresql://app:pw@db/app", "cannot connect to postgresql://app:[secret]@db/app"],
    ["redis rediss://:ab/cd@host:6379/0 is away", "redis rediss://:[secret]@host:6379/0 is away"],
    ['"amqp://a:b@c@mq:5672" refused', '"amqp://a:[secret]@mq:5672" refused'],
  ])("%j is %j", (message, expected) => {
    expect(withoutValues(message)).toBe(expected);
  });

  it.each([
    "the value {x} of it is wrong",
    "https://host:8080/path?mail=a@example.com",
    "https://user@host/path:1 and me@example.com",
    "urn:pulumi:prod::shop::aws:ecs/service:Service::web",
  ])("leaves %j as it is", (message) => {
    expect(withoutValues(message)).toBe(message);
  });

  it("is quick on what never ends", () => {
    const long = "://a:".repeat(20_000) + " value {".repeat(10_000);
    expect(withoutValues(long)).toBe(long);
  });
});
