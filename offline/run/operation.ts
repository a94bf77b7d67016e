/** What can be done with a stack. */
export type Operation = "preview" | "up" | "destroy";
