import { productOf, type Product } from "../facts";
import { absent, chain, known, orDeclared, orDefault, type Fact } from "../model/fact";
import type { DeclaredKind } from "../model/declaration";
import type { Platform, Reader } from "../model/platform";
import { read, text, type Resource } from "../model/resource";
import { words, type Shown } from "../model/shown";
import type { Engine } from "../subjects/engine";
import { realSubject } from "./blueprint/parts";
import { SERVICE as APP_RUNNER_SERVICE } from "./apprunner/service";
import { SERVICE as ECS_SERVICE } from "./ecs/links";
import { CACHE_CLUSTER, REPLICATION_GROUP } from "./elasticache/cache";
import { CLUSTER, INSTANCE } from "./rds/links";
import { resourceSubject } from "./subject";

const FUNCTION = "aws:lambda/function:Function";

/** What has versions; what else there is to each of these types other platforms say. */
export const engines: Platform = {
  name: "engines",
  types: {},
  subjects: {
    engine: {
      [INSTANCE]: store("databases", undefined),
      [CLUSTER]: store("databases", undefined),
      // ElastiCache's own engine, where none is written (elasticache.ReplicationGroup).
      [REPLICATION_GROUP]: store("caches", "redis"),
      [CACHE_CLUSTER]: store("caches", undefined),
      [FUNCTION]: readFunction,
      [APP_RUNNER_SERVICE]: readRuntime,
      [ECS_SERVICE]: readPlatform,
    },
  },
};

function store(kind: DeclaredKind, engine: string | undefined): Reader<"engine"> {
  return (resource, { graph }) => {
    const part = graph.declaredPart(kind, resource);
    const name = read(resource, ["engine"], text);
    const declared = part?.declaration.text(kind, part.key, "engineVersion");
    return [
      {
        ...realSubject(resource, part, kind, "engineVersion"),
        product: productFact(resource, engine === undefined ? name : orDefault(name, engine)),
        version: orDeclared(read(resource, ["engineVersion"], text), declared),
      },
    ];
  };
}

function productFact(resource: Resource, engine: Fact<string>): Fact<Product> {
  return chain(engine, (name): Fact<Product> => {
    const location = { urn: resource.urn, path: "engine" };
    const product = productOf(name);
    return product === undefined ? absent(location) : known(product, location);
  });
}

function readFunction(lambda: Resource) {
  const noun: Shown = words("function");
  const version = read(lambda, ["runtime"], text);
  return [
    {
      ...resourceSubject(lambda, noun, "runtime"),
      product: known("lambda" as const, { urn: lambda.urn, path: "runtime" }),
      version,
    },
  ];
}

const RUNTIME = ["codeRepository", "codeConfiguration", "codeConfigurationValues", "runtime"] as const;

/** What App Runner builds a repository with; an image brings its own. */
function readRuntime(service: Resource): readonly Engine[] {
  const version = read(service, ["sourceConfiguration", ...RUNTIME], text);
  return versioned(service, "apprunner", `sourceConfiguration.${RUNTIME.join(".")}`, version);
}

/** A Fargate platform that a service asks for by number; without one it follows AWS's latest. */
function readPlatform(service: Resource): readonly Engine[] {
  const version = read(service, ["platformVersion"], text);
  const follows = version.state === "known" && version.value.toUpperCase() === "LATEST";
  return follows ? [] : versioned(service, "fargate", "platformVersion", version);
}

function versioned(service: Resource, product: Product, path: string, version: Fact<string>): readonly Engine[] {
  if (version.state === "absent") return [];
  const at = { urn: service.urn, path };
  return [{ ...resourceSubject(service, words("service"), path), product: known(product, at), version }];
}
