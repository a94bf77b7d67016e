import * as aws from "@pulumi/aws";
import { resource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

it("reads the password of each user of a broker", () => {
  const broker = resource(aws.mq.Broker, "queue", {
    brokerName: "queue",
    engineType: "RabbitMQ",
    engineVersion: "3.13",
    hostInstanceType: "mq.m7g.medium",
    users: [
      { username: "web", password: "a" },
      { username: "worker", password: "b" },
    ],
  });
  const found = subjectsOf("credential", [broker]);
  expect(found.map(({ value, location }) => [said(value), location.path])).toEqual([
    ["a", "users.0.password"],
    ["b", "users.1.password"],
  ]);
  expect(new Set(found.map(({ key }) => key)).size).toBe(2);
});
