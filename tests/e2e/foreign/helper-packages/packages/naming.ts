export const lookup = (name: string): string => `team-${name}`;
