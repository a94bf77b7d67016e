import { absent, chain, known, orDefault, unknown, type Fact } from "../model/fact";
import { Index, type ResourceGraph } from "../model/graph";
import type { Platform } from "../model/platform";
import { read, readComputed, text, type Resource } from "../model/resource";
import type { Location } from "../model/verdict";

const REPOSITORY = "aws:ecr/repository:Repository";

/** It says whether what a tag names may change. */
export const ecr: Platform = { name: "ecr", types: { [REPOSITORY]: "supports" }, subjects: {} };

/** What may have any name. */
const ANY = "any";

const BY_NAME = new Index("repositories by name", [REPOSITORY], (repository) => {
  const name = readComputed(repository, ["name"], text);
  return [name.state === "known" ? `name ${name.value}` : ANY];
});

/** The registry of an account and region (ECR user guide, *Private registries*). */
const PRIVATE = /^\d{12}\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/(.+)$/;

/** The repository of the stack that an image is of, by its URL; absent: it is of none. */
export function repositoryOf(graph: ResourceGraph, url: string, location: Location): Fact<Resource> {
  const [, name] = PRIVATE.exec(url) ?? [];
  if (name === undefined) return absent(location);
  for (const repository of [...graph.find(BY_NAME, `name ${name}`), ...graph.find(BY_NAME, ANY)]) {
    const own = readComputed(repository, ["repositoryUrl"], text);
    if (own.state !== "known") return own;
    if (own.value === url) return known(repository, location);
  }
  return graph.closed ? absent(location) : graph.missing(location);
}

/**
 * Whether a tag there names what it named when it was pushed first, and never another image. Without a word a repository lets
 * tags be moved (@pulumi/aws ecr.Repository).
 */
export function keepsTags(repository: Resource): Fact<boolean> {
  return chain(orDefault(read(repository, ["imageTagMutability"], text), "MUTABLE"), (mutability): Fact<boolean> => {
    const location = { urn: repository.urn, path: "imageTagMutability" };
    // Which tags are meant a pattern says.
    if (mutability.endsWith("_WITH_EXCLUSION")) return unknown({ location, because: "unsupported", producers: [] });
    return known(mutability === "IMMUTABLE", location);
  });
}
