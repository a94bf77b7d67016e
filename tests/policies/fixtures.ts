import { RuleTester } from "../../policies/testing";

export * from "./parts";

export const ruleTester = new RuleTester({ describe, it });
