import * as aws from "@pulumi/aws";
import type { Input } from "@pulumi/pulumi";
import { connectionBudgetHolds } from "../../../policies/rules/database/connection-budget-holds";
import { ref, resource, run, type TestResource } from "../../../policies/testing";
import type { TestResourceOptions } from "../../../policies/testing/resources";

const HOST = "db.internal.example.com";

interface Region {
  readonly at: string;
  readonly instanceClass: string;
  readonly tasks: number;
}

/** A database with a name in the region's own private zone, and what uses it by that name. */
function region(
  { at, instanceClass, tasks }: Region,
  zone: TestResourceOptions = { provider: { name: at, props: { region: at } } },
): readonly TestResource[] {
  const options = { provider: { name: at, props: { region: at } } };
  const database = resource(
    aws.rds.Instance,
    `${at}-db`,
    { identifier: "shop", engine: "postgres", instanceClass },
    { ...options, outputs: { address: `shop.abc.${at}.rds.amazonaws.com` } },
  );
  const definition = resource(
    aws.ecs.TaskDefinition,
    `${at}-web`,
    {
      family: "web",
      containerDefinitions: JSON.stringify([
        {
          name: "web",
          image: "shop:1",
          command: ["uvicorn", "shop:app"],
          environment: Object.entries({
            DATABASE_URL: `postgresql://shop@${HOST}:5432/shop`,
            DB_POOL_SIZE: "10",
            DB_MAX_OVERFLOW: "0",
          }).map(([name, value]) => ({ name, value })),
        },
      ]),
    },
    { ...options, outputs: { arn: `arn:aws:ecs:${at}:111122223333:task-definition/web:1` } },
  );
  return [
    database,
    resource(
      aws.route53.Record,
      `${at}-db`,
      {
        zoneId: at,
        name: HOST,
        type: "CNAME",
        ttl: 60,
        records: [ref(database, "address") as unknown as Input<string>],
      },
      zone,
    ),
    definition,
    resource(
      aws.ecs.Service,
      `${at}-web`,
      { name: "web", cluster: "shop", taskDefinition: ref(definition, "arn"), desiredCount: tasks },
      options,
    ),
  ];
}

const BUSY = { at: "eu-west-1", instanceClass: "db.m7g.large", tasks: 20 };
const SPARE = { at: "us-east-1", instanceClass: "db.t4g.micro", tasks: 1 };

async function said(...resources: readonly TestResource[]): Promise<Readonly<Record<string, string>>> {
  const { verdicts } = await run([connectionBudgetHolds], resources, { phase: "up", atEndOnly: true });
  return Object.fromEntries(verdicts.map(({ key, verdict }) => [key.split("::").at(-1) ?? key, verdict] as const));
}

const ORDERS = [
  [BUSY, SPARE],
  [SPARE, BUSY],
] as const;

describe("one name in the private zones of two regions", () => {
  it.each(ORDERS)("leads to the database of the region where it is asked", async (...regions) => {
    const all = regions.flatMap((one) => region(one));
    expect(await said(...all)).toEqual({ "eu-west-1-db": "pass", "us-east-1-db": "pass" });
  });

  it.each(ORDERS)("so that one which is too small for its own clients is found", async (...regions) => {
    const all = regions.flatMap((one) => region({ ...one, tasks: 20 }));
    expect(await said(...all)).toEqual({ "eu-west-1-db": "pass", "us-east-1-db": "fail" });
  });

  it("leads to its database where the zones are made by a provider of another region", async () => {
    const zone = { provider: { name: "dns", props: { region: "us-east-1" } } };
    expect(await said(...region(BUSY, zone))).toEqual({ "eu-west-1-db": "pass" });
    expect(await said(...region({ ...SPARE, at: "eu-north-1", tasks: 20 }, zone))).toEqual({ "eu-north-1-db": "fail" });
  });

  it("leads nowhere for sure where nothing tells them apart", async () => {
    const zone = { provider: { name: "dns", props: {} } };
    const ends = await said(...region(BUSY, zone), ...region({ ...SPARE, tasks: 20 }, zone));
    expect(Object.values(ends)).not.toContain("pass");
  });
});
