import { asset } from "@pulumi/pulumi";
import { serializeProperties } from "@pulumi/pulumi/runtime";
import { withAbsolutePaths } from "../../../offline/program/asset-paths";
import { type Properties } from "../../../offline/provider/values";

/** Properties as the SDK puts them on the wire. */
async function serialized(properties: Record<string, unknown>): Promise<Properties> {
  return (await serializeProperties("test", properties)) as Properties;
}

describe("paths of a program's files", () => {
  it("are those of the folder the program runs in, in archives and lists, too", async () => {
    const properties = await serialized({
      source: new asset.FileAsset("www/index.html"),
      list: [new asset.FileArchive("../packages/handler")],
      code: new asset.AssetArchive({ ".": new asset.FileArchive("./handler"), a: new asset.FileAsset("/etc/a") }),
    });
    expect(withAbsolutePaths(properties, "/home/me/program")).toMatchObject({
      source: { path: "/home/me/program/www/index.html" },
      list: [{ path: "/home/me/packages/handler" }],
      code: { assets: { ".": { path: "/home/me/program/handler" }, a: { path: "/etc/a" } } },
    });
  });

  it("are nobody's business where they are a setting's text, a network file or plain text", async () => {
    const properties = await serialized({
      path: "www/index.html",
      healthCheck: { path: "health", port: 80 },
      text: new asset.StringAsset("path: www"),
      remote: new asset.RemoteAsset("https://example.com/www"),
      nothing: null,
    });
    expect(withAbsolutePaths(properties, "/home/me/program")).toEqual(properties);
  });
});
