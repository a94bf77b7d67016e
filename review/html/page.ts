import type { Review } from "../document/schema";
export function renderHtml(_review: Review): Promise<string> {
  return Promise.resolve("");
}
