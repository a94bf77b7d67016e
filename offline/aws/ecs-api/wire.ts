/** One of the SDK's types as its JSON has it: a time is a number of seconds since 1970. */
export type Wire<Type> = Type extends Date
  ? number
  : Type extends readonly (infer Item)[]
    ? Wire<Item>[]
    : Type extends object
      ? { [Key in keyof Type]: Wire<Type[Key]> }
      : Type;
