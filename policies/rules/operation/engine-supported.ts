import { daysBetween, lifecycleOf, successorOf, type Lifecycle } from "../../facts";
import { closed, judge, pass, together, type Way } from "../../model";
import { ofVersion } from "../../wiring/engine-version";
import { rule } from "../rule";

/** Days in which an upgrade of a major version can be planned, tried and done. */
const NOTICE = 180;

const SUPPORTED: Way = [{ property: "@", value: ({ supported }) => String(supported) }];

const example = (engineVersion: string) => `new aws.rds.Instance("shop", {
  engine: "postgres",
  engineVersion: "${engineVersion}",
  instanceClass: "db.t4g.medium",
  allocatedStorage: 20,
  username: "shop",
  manageMasterUserPassword: true,
  skipFinalSnapshot: true,
});`;

export const engineSupported = rule({
  id: "engine-supported",
  title: "Engines and runtimes are supported",
  severity: "high",
  audit: "Risk: configuration and version drift",
  why: "After the end of its standard support an engine is charged for by the vCPU and hour in silence, or upgraded by AWS on a day of its choosing; a runtime gets no more fixes, and then no more deployments.",
  fix: "Move to a major version that is supported for longer than half a year (engineVersion, runtime), and try the upgrade on a copy first.",
  about: "engine",
  mends: { ended: SUPPORTED, likely: SUPPORTED, ends: SUPPORTED },
  examples: { bad: example("12.22"), good: example("17.6") },
  whenNot: "Extended support is bought knowingly: exempt the store, with its end in the exemption.",
  messages: {
    ended: "{label} runs a version whose standard support ended on {day}.",
    likely: "{label} runs a version whose standard support ended on {day}, as far as this pack knows: look it up.",
    ends: "{label} runs a version whose standard support ends on {day}, within half a year.",
  },
  advises: { ends: "always", likely: "always" },
  applies: ({ product }) => (product.state === "known" ? { ...product, value: true } : product),
  check: ({ product, version }, { stack, fail }) => {
    const verdictOf = (lifecycle: Lifecycle | undefined, successor: string) => {
      if (lifecycle === undefined) return pass;
      const left = daysBetween(stack.today, lifecycle.ends);
      const told = { day: closed(lifecycle.ends), supported: closed(successor) };
      const place = version.state === "known" ? version.location : undefined;
      const ways = place === undefined ? [] : [[ofVersion(stack.graph, place.urn, place.path, successor)]];
      if (left < 0) return fail(lifecycle.read ? "ended" : "likely", told, ...ways);
      return left <= NOTICE ? fail("ends", told, ...ways) : pass;
    };
    return judge(
      together({ version, product }),
      (found) => verdictOf(lifecycleOf(found.product, found.version), successorOf(found.product, found.version)),
      // AWS's own default version is a supported one.
      () => pass,
    );
  },
});
