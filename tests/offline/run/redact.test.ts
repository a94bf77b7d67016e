import { redactor } from "../../../offline/run/redact";

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
