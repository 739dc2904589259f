export { isSignedWith, type SignedParts, sign } from './hmac.ts'
export { type SecurityDeclaration, withSecurity } from './secured-api.ts'
export { createVault, encryptionKey, type KeyPlace, type Vault } from './vault.ts'
