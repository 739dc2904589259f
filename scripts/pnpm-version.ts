/** The pnpm of this repository, as `npx` names it. */
export const pnpmVersion = 'pnpm@12.21.0'
