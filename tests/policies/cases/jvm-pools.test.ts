import { ADDRESS, database, definition, said, service, type Settings } from "./judged";

/** Four tasks with a JVM in each, against a database that serves 70: ten connections fit, fifty do not. */
const JAVA = ["java", "-jar", "app.jar"];
const URL = `jdbc:postgresql://${ADDRESS}:5432/app`;
const judged = async (settings: Settings, command: readonly string[] = JAVA) => {
  const web = definition("web", { SPRING_DATASOURCE_URL: URL, ...settings }, { command });
  return said("connection-budget-holds", [database(), web, service(web, { desiredCount: 4 })], "up");
};
const inJson = (size: unknown) => JSON.stringify({ spring: { datasource: { hikari: { "maximum-pool-size": size } } } });
const HIKARI = "spring.datasource.hikari.maximum-pool-size";

describe("a JVM's pool is counted by whatever sets it", () => {
  it.each<[string, Settings, readonly string[]]>([
    ["Spring's name for a variable", { SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE: "50" }, JAVA],
    ["the older one", { SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE: "50" }, JAVA],
    ["the property's own name", { [HIKARI]: "50" }, JAVA],
    ["Spring's JSON", { SPRING_APPLICATION_JSON: inJson(50) }, JAVA],
    ["Spring's JSON, flat", { SPRING_APPLICATION_JSON: JSON.stringify({ [HIKARI]: "50" }) }, JAVA],
    ["a property", {}, ["java", `-D${HIKARI}=50`, "-jar", "app.jar"]],
    ["a property behind a class path", {}, ["java", "-cp", "lib/*", `-D${HIKARI}=50`, "com.example.Main"]],
    ["an argument", {}, [...JAVA, "--spring.datasource.hikari.maximumPoolSize=50"]],
    ["the JVM's variable", { JAVA_TOOL_OPTIONS: `-Xmx1g -D${HIKARI}=50` }, JAVA],
    ["the launcher's variable", { JDK_JAVA_OPTIONS: `"-D${HIKARI}=50"` }, JAVA],
    [
      "a script that hands them over",
      { JAVA_OPTS: `-D${HIKARI}=50` },
      ["sh", "-c", "exec java $JAVA_OPTS -jar app.jar"],
    ],
    ["Tomcat's pool", { SPRING_DATASOURCE_TOMCAT_MAX_ACTIVE: "60" }, JAVA],
    ["DBCP's pool", { SPRING_DATASOURCE_DBCP2_MAX_TOTAL: "60" }, JAVA],
    ["DBCP's pool in one word", { SPRING_DATASOURCE_DBCP2_MAXTOTAL: "60" }, JAVA],
    ["Quarkus' pool", { QUARKUS_DATASOURCE_JDBC_MAX_SIZE: "50" }, JAVA],
    ["Quarkus' pool by a property", {}, ["java", "-Dquarkus.datasource.jdbc.max-size=50", "-jar", "quarkus-run.jar"]],
    ["Quarkus as a program of its own", { QUARKUS_DATASOURCE_JDBC_MAX_SIZE: "50" }, ["./application"]],
  ])("%s", async (_, settings, command) => {
    expect(await judged(settings, command)).toEqual(["blocked exceeded"]);
  });

  it.each<[string, Settings, readonly string[]]>([
    ["nothing but Hikari's default", {}, JAVA],
    ["one that fits", { SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE: "12" }, JAVA],
    ["a smallest size", { SPRING_DATASOURCE_HIKARI_MINIMUMIDLE: "50" }, JAVA],
    [
      "a property over a variable",
      { SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE: "50" },
      ["java", `-D${HIKARI}=5`, "-jar", "a.jar"],
    ],
    ["an argument over a property", {}, ["java", `-D${HIKARI}=50`, "-jar", "a.jar", `--${HIKARI}=5`]],
    ["JSON over a property", { SPRING_APPLICATION_JSON: inJson(5) }, ["java", `-D${HIKARI}=50`, "-jar", "a.jar"]],
    [
      "the command over the JVM's variable",
      { JAVA_TOOL_OPTIONS: `-D${HIKARI}=50` },
      ["java", `-D${HIKARI}=5`, "-jar", "a.jar"],
    ],
    [
      "pools of something else",
      { JAVA_TOOL_OPTIONS: "-Dreactor.netty.pool.maxConnections=500 -Djdk.virtualThreadScheduler.maxPoolSize=256" },
      JAVA,
    ],
    [
      "memory",
      { JAVA_TOOL_OPTIONS: "-XX:MaxRAMPercentage=75 -Dspring.datasource.hikari.connection-timeout=3000" },
      JAVA,
    ],
    ["threads of Spring's own", { SPRING_TASK_EXECUTION_POOL_MAX_SIZE: "50" }, JAVA],
  ])("and fits: %s", async (_, settings, command) => {
    expect(await judged(settings, command)).toEqual(["pass"]);
  });

  it.each<[string, Settings, readonly string[]]>([
    ["options of a script that may not read them", { JAVA_OPTS: `-D${HIKARI}=5` }, JAVA],
    ["options of a script of the image's", { CATALINA_OPTS: `-D${HIKARI}=5` }, ["catalina.sh", "run"]],
    ["a property behind the program", {}, [...JAVA, `-D${HIKARI}=5`]],
    ["a property whose value is filled in", {}, ["sh", "-c", `exec java -D${HIKARI}=$(cat /size) -jar app.jar`]],
    ["a number that is none", { SPRING_APPLICATION_JSON: inJson("${SIZE}") }, JAVA],
    ["JSON that is none", { SPRING_APPLICATION_JSON: "{spring" }, JAVA],
    ["JSON that is no object", { SPRING_APPLICATION_JSON: "[50]" }, JAVA],
    ["JSON deeper than anybody's", { SPRING_APPLICATION_JSON: `${'{"a":'.repeat(9000)}50${"}".repeat(9000)}` }, JAVA],
    ["Dropwizard's pool", {}, ["java", "-Ddw.database.maxSize=50", "-jar", "app.jar", "server"]],
    ["Quarkus without a size", { QUARKUS_DATASOURCE_JDBC_URL: URL }, JAVA],
    ["Quarkus by its archive", {}, ["java", "-jar", "/deployments/quarkus-run.jar"]],
    ["Tomcat's pool without a size", { SPRING_DATASOURCE_TOMCAT_MAX_IDLE: "5" }, JAVA],
    ["another type of pool", { SPRING_DATASOURCE_TYPE: "org.apache.commons.dbcp2.BasicDataSource" }, JAVA],
    [
      "a second pool",
      { SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE: "5", APP_REPORTING_HIKARI_MAXIMUM_POOL_SIZE: "5" },
      JAVA,
    ],
    ["a second pool beside a default", { APP_REPORTING_HIKARI_MAXIMUM_POOL_SIZE: "5" }, JAVA],
    [
      "two pools of one purpose",
      { APP_ORDERS_HIKARI_MAXIMUM_POOL_SIZE: "5", APP_USERS_HIKARI_MAXIMUM_POOL_SIZE: "6" },
      JAVA,
    ],
    [
      "a database that a property names alone",
      { SPRING_DATASOURCE_URL: "" },
      ["java", `-Dspring.datasource.url=${URL}`, "-jar", "a.jar"],
    ],
  ])("and is not proven: %s", async (_, settings, command) => {
    expect(await judged(settings, command)).toEqual(["unproven"]);
  });

  it.each(["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "SPRING_APPLICATION_JSON", "JAVA_OPTS"])(
    "and is not proven while %s is not known",
    async (name) => {
      const secrets = [{ name, valueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:options-AbCdEf" }];
      const web = definition("web", { SPRING_DATASOURCE_URL: URL }, { command: JAVA, secrets });
      const stack = [database(), web, service(web, { desiredCount: 4 })];
      expect(await said("connection-budget-holds", stack, "up")).toEqual(["unproven"]);
    },
  );

  it("and a pool each is counted where a database each is named", async () => {
    const both = (size: string) => ({
      REPORTING_DATASOURCE_URL: URL,
      SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE: "5",
      REPORTING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE: size,
    });
    expect(await judged(both("5"))).toEqual(["pass"]);
    expect(await judged(both("40"))).toEqual(["blocked exceeded"]);
  });
});
