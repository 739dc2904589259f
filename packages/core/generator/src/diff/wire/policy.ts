import type { Change } from '../types.ts'

/** What a rule makes of a change: how far the version moves, and what users are told. */
export interface Ruling {
  readonly bump: Change['bump']
  /** `{place}`, `{old}`, `{new}`, `{names}` and `{in}` stand for what the change is about. */
  readonly sentence: string
}

type Row = readonly [code: string, bump: Change['bump'], sentence: string]

/**
 * The policy: what each kind of change on the wire means for those who use a client. Values that a newer server may
 * send are expected by every client, and requests that were good stay good, or it is a break.
 */
// biome-ignore format: a table is read in columns
const rows: readonly Row[] = [
  // operations
  ['operation-removed',               'major', 'is gone'],
  ['operation-added',                 'minor', 'is new: {new}'],
  ['operation-path-changed',          'major', 'is now {new}; it was {old}'],
  ['operation-deprecated',            'minor', 'is now deprecated'],
  ['operation-no-longer-deprecated',  'patch', 'is no longer deprecated'],
  ['path-parameter-renamed',          'patch', 'the path parameter `{old}` is now called `{new}`'],
  ['behaviour-changed',               'minor', '`{names}` is now {new}; it was {old}'],
  // parameters
  ['parameter-removed',               'major', '{place} is gone'],
  ['parameter-added',                 'minor', '{place} is new, and optional'],
  ['parameter-added-required',        'major', '{place} is new and must be given'],
  ['parameter-required',              'major', '{place} is now required'],
  ['parameter-optional',              'minor', '{place} is no longer required'],
  ['parameter-moved',                 'major', '{place} is now sent as {new} parameter; it was {old} parameter'],
  ['parameter-renamed',               'major', '{place} is now called `{new}`'],
  ['parameter-serialization-changed', 'major', '{place} is now written otherwise: `{names}` is {new}, was {old}'],
  // bodies and media types
  ['body-removed',                    'major', 'the body is gone'],
  ['body-added',                      'minor', 'a body may now be sent'],
  ['body-required',                   'major', 'the body is now required'],
  ['body-optional',                   'minor', 'the body is no longer required'],
  ['request-media-type-removed',      'major', 'the body is no longer taken as {names}'],
  ['request-media-type-added',        'minor', 'the body is now taken as {names}'],
  ['request-encoding-changed',        'major', 'parts of the body are now written otherwise'],
  ['response-media-type-removed',     'major', '{place} is no longer sent as {names}'],
  ['response-media-type-added',       'minor', '{place} may now be sent as {names}'],
  // responses
  ['response-removed',                'major', 'is no longer answered with {names}'],
  ['response-added',                  'minor', 'may now be answered with {names}'],
  ['response-status-changed',         'major', 'is now answered with {new}; it was {old}'],
  ['error-removed',                   'minor', 'the error {names} is no longer declared'],
  ['error-added',                     'minor', 'the error {names} is now declared'],
  ['response-header-removed',         'major', '{place} is gone'],
  ['response-header-added',           'minor', '{place} is new'],
  ['response-header-changed',         'minor', '{place} may now be missing'],
  // properties
  ['request-property-removed',        'major', '{place} is no longer taken{in}'],
  ['request-property-added',          'minor', '{place} is new, and optional{in}'],
  ['request-property-added-required', 'major', '{place} is new and must be given{in}'],
  ['request-property-required',       'major', '{place} is now required{in}'],
  ['request-property-optional',       'minor', '{place} is no longer required{in}'],
  ['response-property-removed',       'major', '{place} is gone{in}'],
  ['response-property-added',         'minor', '{place} is new{in}'],
  ['response-property-optional',      'major', '{place} may now be missing{in}'],
  ['response-property-required',      'minor', '{place} is now always there{in}'],
  ['request-properties-closed',       'major', '{place} no longer takes properties that are not declared{in}'],
  ['request-properties-opened',       'minor', '{place} now takes properties that are not declared{in}'],
  ['response-properties-closed',      'patch', '{place} no longer has properties that are not declared{in}'],
  ['response-properties-opened',      'patch', '{place} may now have properties that are not declared{in}'],
  ['property-deprecated',             'minor', '{place} is now deprecated'],
  ['property-no-longer-deprecated',   'patch', '{place} is no longer deprecated'],
  // types
  ['request-type-narrowed',           'major', '{place} must now be {new}{in}; it could be {old}'],
  ['request-type-widened',            'minor', '{place} may now be {new}{in}; it had to be {old}'],
  ['request-property-not-nullable',   'major', '{place} must no longer be null{in}'],
  ['request-property-nullable',       'minor', '{place} may now be null{in}'],
  ['response-type-changed',           'major', '{place} may now be {new}{in}; it was {old}'],
  ['response-type-narrowed',          'minor', '{place} is now always {new}{in}; it could be {old}'],
  ['response-property-nullable',      'major', '{place} may now be null{in}'],
  ['response-property-not-nullable',  'minor', '{place} is no longer null{in}'],
  ['request-format-changed',          'major', '{place} must now have {new}{in}; it had {old}'],
  ['request-format-loosened',         'minor', '{place} needs no more than {new}{in}; it had {old}'],
  ['response-format-changed',         'major', '{place} now has {new}{in}; it had {old}'],
  ['response-format-narrowed',        'minor', '{place} now has {new}{in}; it had {old}'],
  // values
  ['request-enum-value-removed',      'major', '{place} no longer takes {names}{in}'],
  ['request-enum-value-added',        'minor', '{place} now takes {names} too{in}'],
  ['response-enum-value-removed',     'minor', '{place} is no longer {names}{in}'],
  ['response-enum-value-added',       'minor', '{place} may now be {names} too{in}'],
  ['response-enum-closed-value-added','major', '{place} may now be {names} too{in}, by which its kinds are told apart'],
  ['request-constraint-tightened',    'major', '{place} is checked more strictly{in}: `{names}` is {new}, was {old}'],
  ['request-constraint-loosened',     'minor', '{place} is checked less strictly{in}: `{names}` is {new}, was {old}'],
  ['response-constraint-changed',     'patch', '{place} is described otherwise{in}: `{names}` is {new}, was {old}'],
  ['default-changed',                 'minor', '{place} is now taken as {new} where it is left out; it was {old}'],
  // alternatives
  ['request-alternatives-narrowed',   'major', '{place} {names}{in}'],
  ['request-alternatives-widened',    'minor', '{place} {names}{in}'],
  ['response-alternatives-widened',   'major', '{place} {names}{in}'],
  ['response-alternatives-narrowed',  'minor', '{place} {names}{in}'],
  ['discriminator-changed',           'major', '{place} is told apart otherwise: by {new}, it was by {old}'],
  ['discriminator-mapping-removed',   'major', '{place} is no longer told apart by {names}'],
  ['discriminator-mapping-added',     'minor', '{place} is also told apart by {names}'],
  // security and servers
  ['security-required',               'major', 'now needs credentials: {new}'],
  ['security-requirement-changed',    'major', 'needs other credentials: {new}; it needed {old}'],
  ['security-requirement-loosened',   'minor', 'takes other credentials too: {new}'],
  ['security-no-longer-required',     'minor', 'needs no credentials any more'],
  ['security-scheme-changed',         'major', '`{names}` is {new}; it was {old}'],
  ['security-flow-added',             'minor', '`{names}` is another way to get a token'],
  ['server-changed',                  'patch', 'the document names the servers {new}; it named {old}'],
  // texts
  ['documentation-changed',           'patch', '{place} is described in other words'],
  ['document-changed',                'patch', '`{names}` changed'],
]

export const policy: ReadonlyMap<string, Ruling> = new Map(
  rows.map(([code, bump, sentence]) => [code, { bump, sentence }]),
)

/** The ruling of a code; what is not in the table is a break, until somebody has thought about it. */
export function rulingOf(code: string, message: string): Ruling {
  return policy.get(code) ?? { bump: 'major', sentence: message }
}
