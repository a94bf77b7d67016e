/** Programs that the pages of several rules show. */

/** Four tasks of four processes each, with a pool of the given size, at a database of a hundred connections. */
export function pooledProgram(size: number, overflow: number): string {
  return `const group = new aws.rds.ParameterGroup("postgres", {
  family: "postgres17",
  parameters: [{ name: "max_connections", value: "100", applyMethod: "pending-reboot" }],
});
const postgres = new aws.rds.Instance("postgres", {
  engine: "postgres",
  engineVersion: "17.5",
  instanceClass: "db.t4g.small",
  allocatedStorage: 20,
  username: "shop",
  manageMasterUserPassword: true,
  parameterGroupName: group.name,
  skipFinalSnapshot: true,
});
const web = new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["gunicorn", "-w", "4", "--threads", "1", "shop:app"],
      environment: [
        { name: "DATABASE_URL", value: pulumi.interpolate\`postgresql+psycopg://shop@\${postgres.endpoint}/shop\` },
        { name: "DB_POOL_SIZE", value: "${size}" },
        { name: "DB_MAX_OVERFLOW", value: "${overflow}" },
        { name: "DB_POOL_TIMEOUT", value: "10" },
      ],
    },
  ]),
});
new aws.ecs.Service("web", { taskDefinition: web.arn, cluster: "main", desiredCount: 4, deploymentMaximumPercent: 150 });`;
}
