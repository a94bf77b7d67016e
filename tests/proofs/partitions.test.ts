/** What AWS calls things in each partition, held against the data that AWS's own command line asks by. */
import { join } from "node:path";
import { logsPrincipal, partitionOf } from "../../infra/components/partitions";
import { isRegion } from "../../infra/region";
import { dnsSuffixOf } from "../../offline/aws/place";
import { INSTALL_TIMEOUT, libraryPython, runPython } from "./library";

jest.setTimeout(INSTALL_TIMEOUT);

/** Every region there is, with its partition, the partition's domain and where its CloudWatch Logs answers. */
const SCRIPT = `
import json, os, awscli
from awscli.botocore.regions import EndpointResolver
data = os.path.join(os.path.dirname(awscli.__file__), "botocore", "data")
read = lambda name: json.load(open(os.path.join(data, name)))
resolver = EndpointResolver(read("endpoints.json"))
print(json.dumps([
    [region, partition["id"], partition["outputs"]["dnsSuffix"],
     resolver.construct_endpoint("logs", region, partition["id"])["hostname"]]
    for partition in read("partitions.json")["partitions"]
    for region in partition["regions"] if not region.endswith("-global")
]))`;

const SERVED = ["aws", "aws-cn", "aws-us-gov"];

it("has the partition, the domain and the log service of every region, and refuses those of other partitions", async () => {
  const python = await libraryPython(join(__dirname, "aws-cli", "requirements.txt"));
  const { stdout, stderr } = runPython(python, SCRIPT, {});
  expect(stderr).toBe("");
  const regions = JSON.parse(stdout) as [region: string, partition: string, domain: string, logs: string][];
  const served = regions.filter(([, partition]) => SERVED.includes(partition));
  expect(served.length).toBeGreaterThan(30);
  expect(regions.filter(([region]) => isRegion(region))).toEqual(served);
  // CloudWatch Logs uses a key under the name that it answers to.
  expect(served.map(([region]) => [region, partitionOf(region), dnsSuffixOf(region), logsPrincipal(region)])).toEqual(
    served,
  );
});
