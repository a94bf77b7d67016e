import * as aws from "@pulumi/aws";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

type Args = aws.lightsail.ContainerServiceDeploymentVersionArgs;
const service = resource(aws.lightsail.ContainerService, "shop", { name: "shop", power: "micro", scale: 3 });
const web = {
  containerName: "web",
  image: "shop:1.2",
  commands: ["gunicorn", "shop:app"],
  environment: { STAGE: "a" },
};
const deployment = (args: Partial<Args> = {}) =>
  resource(aws.lightsail.ContainerServiceDeploymentVersion, "shop", {
    serviceName: "shop",
    containers: [web],
    ...args,
  });
const read = (deployed: TestResource, ...others: readonly TestResource[]) =>
  subjectsOf("workload", [...others, deployed]);

it("reads each container", () => {
  const worker = { containerName: "worker", image: "shop:1.2", commands: ["celery", "-A", "shop", "worker"] };
  const found = read(deployment({ containers: [web, worker] }));
  expect(
    found.map(({ shown, command, image, written }) => [
      shown,
      said(command),
      said(image),
      written.all.variables.map(({ name, value, location }) => [name, said(value), location.path]),
    ]),
  ).toEqual([
    ["workload/shop/web", ["gunicorn", "shop:app"], "shop:1.2", [["STAGE", "a", "containers[0].environment.STAGE"]]],
    ["workload/shop/worker", ["celery", "-A", "shop", "worker"], "shop:1.2", []],
  ]);
  expect(read(deployment()).map(({ shown }) => shown)).toEqual(["workload/shop"]);
});

it("does not take for nothing what is not known yet", () => {
  const bucket = resource(aws.s3.Bucket, "files", {});
  const environment = { BUCKET: ref(bucket, "bucket") };
  const [container] = read(deployment({ containers: [{ ...web, environment }] }), bucket);
  expect(container?.written.all.variables.map(({ value }) => said(value))).toEqual([
    ["not-created containers[0].environment.BUCKET"],
  ]);
  const [any] = read(deployment({ containers: ref(bucket, "tags") as unknown as Args["containers"] }), bucket);
  expect(any?.written.all.open.map(({ because }) => because)).toEqual(["not-created"]);
  expect(read(deployment({ containers: [] }))).toEqual([]);
});

it.each<[string, Partial<Args>, readonly TestResource[], number | readonly string[]]>([
  ["its service says, by name", {}, [service], 6],
  ["its service says, by what it was computed from", { serviceName: ref(service, "name") }, [service], 6],
  ["somebody else's service says", {}, [], ["outside serviceName"]],
])("runs as often as %s, new ones beside the old", (_, args, others, most) => {
  expect(said(read(deployment(args), ...others)[0]?.copies.atMost ?? raise())).toEqual(most);
});

it("answers requests where they are sent to, whatever its image starts", () => {
  const isWeb = (containerName: string) => {
    const publicEndpoint = { containerName, containerPort: 80, healthCheck: {} };
    const container = { containerName: "web", image: "shop:1.2" };
    return said(read(deployment({ containers: [container], publicEndpoint }))[0]?.hasRole("web") ?? raise());
  };
  expect([isWeb("web"), isWeb("other")]).toEqual([true, ["unread containers[0].command (image-default)"]]);
});

it("reads the password of a database", () => {
  const database = resource(aws.lightsail.Database, "shop", {
    ...{ relationalDatabaseName: "shop", blueprintId: "postgres_16", bundleId: "micro_2_0" },
    ...{ masterDatabaseName: "shop", masterUsername: "shop", masterPassword: "hunter22" },
  });
  expect(subjectsOf("credential", [database]).map(({ value }) => said(value))).toEqual(["hunter22"]);
});

function raise(): never {
  throw new Error("there is a container");
}
