import * as aws from "@pulumi/aws";
import { RECORDS } from "../../../policies/platforms/route53";
import { resource } from "../../../policies/testing";
import { stackOf } from "../subjects";

it("finds a record by its name in any case, with or without the closing dot", () => {
  const record = resource(
    aws.route53.Record,
    "db",
    { zoneId: "z", name: "DB.internal.", type: "CNAME", ttl: 60, records: ["host"] },
    { outputs: { fqdn: "db.internal.example.com" } },
  );
  const { graph } = stackOf([record], "up");
  const found = (name: string) => graph.find(RECORDS, name).map(({ urn }) => urn);
  expect(found("db.internal")).toEqual([record.urn]);
  expect(found("db.internal.example.com")).toEqual([record.urn]);
  expect(found("other.internal")).toEqual([]);
});
