import * as rpc from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { PropertyChange } from "../../../offline/program/property-change";
import { WireChanges } from "../../../offline/program/wire-changes";
import { type Properties, UNKNOWN } from "../../../offline/provider/values";
import { change, of } from "./changes";

function request(type: string, name: string, properties: Properties = {}): rpc.RegisterResourceRequest {
  const made = new rpc.RegisterResourceRequest();
  made.setType(type);
  made.setName(name);
  made.setVersion("1.2.3");
  made.setObject(Struct.fromJavaScript(properties));
  return made;
}

function response(urn: string, properties: Properties, id = ""): rpc.RegisterResourceResponse {
  const made = new rpc.RegisterResourceResponse();
  made.setUrn(urn);
  made.setId(id);
  made.setObject(Struct.fromJavaScript(properties));
  return made;
}

/** Shows it a program that registers resources of these names, and says what was registered beside them. */
async function shown(changes: readonly PropertyChange[], names: readonly string[]) {
  const wire = new WireChanges(changes);
  const registered: rpc.RegisterResourceRequest[] = [];
  const register = (added: rpc.RegisterResourceRequest) => {
    registered.push(added);
    return Promise.resolve(response(`urn:${added.getName()}`, { out: `${added.getName()}'s` }, "id"));
  };
  const seen: Record<string, Properties | undefined> = {};
  for (const name of names) {
    const own = request("a:b:C", name);
    await wire.before(own, register);
    seen[name] = wire.rewritten("a:b:C", name, () => ({}));
    wire.made(own, response(`urn:${name}`, { out: `${name}'s` }));
  }
  await wire.before("next", register);
  return { registered, seen };
}

it("puts what one resource is into another that comes later, and nothing of what comes later still", async () => {
  const changes = [change("two", "x", of("one", "out")), change("one", "y", of("two", "out"))];
  expect((await shown(changes, ["one", "two"])).seen).toEqual({ one: {}, two: { x: "one's" } });
});

it("does not know what no provider has said", async () => {
  const changes = [change("two", "x", of("one", "arn")), change("two", "y", of("one", "id"))];
  expect((await shown(changes, ["one", "two"])).seen["two"]).toEqual({ x: UNKNOWN, y: UNKNOWN });
});

it("adds a resource before the first that may use it, or once what it is made of is there, of the provider's version", async () => {
  const changes = [
    change("last", "", { add: true }),
    change("last", "x", of("one", "out")),
    change("first", "", { add: true }),
    change("first", "x", { value: 1 }),
    change("one", "x", of("first", "out")),
  ];
  const { registered, seen } = await shown(changes, ["one"]);
  expect(seen["one"]).toEqual({ x: "first's" });
  expect(registered.map((added) => [added.getName(), added.getVersion(), added.getObject()?.toJavaScript()])).toEqual([
    ["first", "1.2.3", { x: 1 }],
    ["last", "1.2.3", { x: "one's" }],
  ]);
  expect(registered[1]?.getDependenciesList()).toEqual(["urn:one"]);
  expect(registered[1]?.getPropertydependenciesMap().get("x")?.getUrnsList()).toEqual(["urn:one"]);
});

it("adds nothing before the program's own first resource, and what it can once the last of them is there", async () => {
  const wire = new WireChanges([change("added", "", { add: true }), change("added", "x", of("one", "out"))]);
  const registered: string[] = [];
  const register = (added: rpc.RegisterResourceRequest) => {
    registered.push(added.getName());
    return Promise.resolve(response("urn:added", {}));
  };
  const [stack, one] = [request("pulumi:pulumi:Stack", "s"), request("a:b:C", "one")];
  await wire.before(stack, register);
  wire.made(stack, response("urn:stack", {}));
  await wire.before("next", register);
  await wire.before(one, register);
  // The program's outputs are told while its last resource is still being made.
  await wire.before("next", register);
  expect(registered).toEqual([]);

  wire.made(one, response("urn:one", { out: 1 }));
  await wire.before("next", register);
  expect(registered).toEqual(["added"]);
});

it("adds none that is made of what never comes", async () => {
  const changes = [change("added", "", { add: true }), change("added", "x", of("nobody", "out"))];
  expect((await shown(changes, ["one"])).registered).toEqual([]);
});
