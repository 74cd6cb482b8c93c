// Writes a fresh private key for every algorithm, as a JWK named after it, and an RSA key as PKCS #1 for the bare
// signatures. Argument: the folder.
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';

const [folder] = process.argv.slice(2);
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const keys = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  EdDSA: generateKeyPairSync('ed25519').privateKey,
  RS256: rsa,
  PS256: rsa,
};
for (const [alg, key] of Object.entries(keys)) {
  const jwk = { ...key.export({ format: 'jwk' }), use: 'sig', alg, kid: alg };
  writeFileSync(`${folder}/${alg}.json`, JSON.stringify(jwk));
}
writeFileSync(`${folder}/rsa.der`, rsa.export({ type: 'pkcs1', format: 'der' }));
