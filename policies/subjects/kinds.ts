/** What a rule can be about; every file of this folder adds its own line by declaration merging. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the other files of the folder
export interface SubjectKinds {}

export type Kind = keyof SubjectKinds;
