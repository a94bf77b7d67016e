// Registers nothing, as a program does that was meant to work by being loaded.
export default async function program() {}
