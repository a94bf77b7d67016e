/**
 * What a reference to a container image says: `[registry[:port]/]path[:tag][@digest]` (distribution/reference, grammar).
 */

export interface ImageReference {
  /** Registry and path, without tag and digest: `ghcr.io/example/api`. */
  readonly repository: string;
  readonly tag: string | undefined;
  /** `sha256:…`; with it the tag says nothing any more. */
  readonly digest: string | undefined;
}

/** Undefined: it has not the form of one. */
export function imageReference(text: string): ImageReference | undefined {
  if (text.length > 1000) return undefined;
  const [name = "", digest, more] = text.split("@");
  if (more !== undefined || (digest !== undefined && !/^[a-z0-9+._-]+:[0-9a-f]{32,}$/i.test(digest))) return undefined;
  // A colon before the last slash is a port's.
  const colon = name.lastIndexOf(":");
  const tagged = colon > name.lastIndexOf("/");
  const repository = tagged ? name.slice(0, colon) : name;
  const tag = tagged ? name.slice(colon + 1) : undefined;
  if (repository === "" || /\s/.test(repository) || (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)))
    return undefined;
  return { repository, tag, digest };
}

/** Whether two references of one repository are one image; undefined: a tag and a digest cannot be told apart here. */
export function isSameImage(one: ImageReference, other: ImageReference): boolean | undefined {
  if (one.digest !== undefined && other.digest !== undefined) return one.digest === other.digest;
  if (one.digest === undefined && other.digest === undefined) return (one.tag ?? "latest") === (other.tag ?? "latest");
  return undefined;
}

/** Tags that are given to every new image of a branch or a channel, so that what they name changes by itself. */
const MOVING = new Set([
  ...[
    "latest",
    "main",
    "master",
    "trunk",
    "head",
    "develop",
    "development",
    "dev",
    "next",
    "edge",
    "nightly",
    "canary",
  ],
  ...["stable", "release", "current", "prod", "production", "live", "staging", "stage", "test", "qa", "beta", "alpha"],
]);

/** Whether a reference names another image whenever somebody pushes one: no tag, or one that moves. */
export function isFloating({ tag, digest }: ImageReference): boolean {
  return digest === undefined && (tag === undefined || MOVING.has(tag.toLowerCase()));
}

/** What teams call the images of one product's parts. */
const PART =
  /[-_.]?(?:web|api|app|backend|server|service|worker|workers|celery|celeryworker|consumer|jobs?|tasks|queue|django|flask|fastapi)$/;

/** The product an image is of: its repository without the part's name, `ghcr.io/acme/shop` of `ghcr.io/acme/shop-worker`. */
export function imageProduct({ repository }: ImageReference): string {
  const slash = repository.lastIndexOf("/");
  const [path, name] = [repository.slice(0, Math.max(slash, 0)), repository.slice(slash + 1)];
  const product = name.toLowerCase().replace(PART, "");
  // `acme/shop/worker`: the product is what is around it. A part's name alone names no product.
  if (product === "") return path === "" ? repository : path;
  return path === "" ? product : `${path}/${product}`;
}
