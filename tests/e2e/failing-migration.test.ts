import { ENGINE_TIMEOUT } from "./command-line";
import { TestProject } from "./test-project";

jest.setTimeout(ENGINE_TIMEOUT);

describe("a migration that exits with 3", () => {
  it("ends the deployment with its reason, before the service that comes after it", async () => {
    const project = new TestProject("failing-migration.mjs");
    const result = await project.run("up");
    project.remove();
    const created = result.calls.filter(({ method, preview }) => method === "create" && !preview);
    const createdTypes = created.map(({ type }) => type);
    const stateTypes = result.state.map(({ type }) => type);

    expect(result.outcome).toBe("error");
    expect(result.error).toMatch(
      /^aws:lambda\/invocation:Invocation gate: .*"The container migration of task [0-9a-f]{32} exited with 3 \(Essential container in task exited\); its log: \/shop\/migration, stream/,
    );
    expect(result.furtherErrors).toBeUndefined();
    expect(createdTypes).toContain("aws:lambda/invocation:Invocation");
    expect(stateTypes).not.toContain("aws:lambda/invocation:Invocation");
    expect(stateTypes.filter((type) => type === "aws:ecs/taskDefinition:TaskDefinition")).toHaveLength(2);
    expect(createdTypes).not.toContain("aws:ecs/service:Service");
  });
});
