import { queriedMetrics, serviceLevelsOf, surfaceNamespace } from "../../../policies/facts";

it.each([
  ["AWS/ApplicationELB", "TargetResponseTime", ["latency"]],
  ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", ["availability"]],
  ["AWS/ApplicationELB", "HTTPCode_ELB_503_Count", ["availability"]],
  ["AWS/ApplicationELB", "UnHealthyHostCount", ["availability"]],
  ["AWS/ApplicationELB", "HTTPCode_Target_4XX_Count", []],
  ["AWS/ApplicationELB", "RequestCount", []],
  ["AWS/ApiGateway", "Latency", ["latency"]],
  ["AWS/ApiGateway", "5XXError", ["availability"]],
  ["AWS/ApiGateway", "5xx", ["availability"]],
  ["AWS/ApiGateway", "Count", []],
  ["AWS/ApplicationSignals", "BurnRate", ["latency", "availability"]],
  ["AWS/ECS", "CPUUtilization", []],
  ["AWS/Lambda", "Errors", []],
  ["CWAgent", "disk_used_error", []],
  ["Shop", "http_request_duration_p95", ["latency"]],
  ["Shop", "ErrorCount", ["availability"]],
  ["Shop", "slo-burn", ["latency", "availability"]],
  ["Shop", "orders", []],
])("takes %s %s for what tells of %j", (namespace, name, levels) => {
  expect(serviceLevelsOf(namespace, name)).toEqual(levels);
});

it("knows whose dimensions tell one surface from another", () => {
  expect(surfaceNamespace("AWS/ApiGateway")).toBe("AWS/ApiGateway");
  expect(surfaceNamespace("AWS/CloudFront")).toBeUndefined();
  expect(surfaceNamespace("constructor")).toBeUndefined();
});

it("reads the metrics of a query, and none of a calculation", () => {
  const query = 'SELECT AVG(Latency) FROM SCHEMA("AWS/ApiGateway", ApiName)';
  expect(queriedMetrics(query)).toContainEqual({ namespace: "AWS/ApiGateway", name: "Latency" });
  expect(queriedMetrics("100 * failed / requests")).toEqual([]);
});
