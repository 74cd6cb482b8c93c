// An authorization server of oidc-provider that grants client credentials.
// Arguments: port, file of the private key as a JWK, `jwt` or `opaque`.
import { readFileSync } from 'node:fs';
import Provider from 'oidc-provider';

const [port, keyFile, accessTokenFormat] = process.argv.slice(2);
const key = JSON.parse(readFileSync(keyFile));
const audience = 'http://127.0.0.1:3000/mcp';
const scope = 'mcp:tools';

const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks: { keys: [key] },
  clients: [{
    client_id: 'proofhouse',
    client_secret: 'proofhouse-test-secret',
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: key.alg,
  }],
  scopes: [scope],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope,
        audience,
        accessTokenFormat,
        accessTokenTTL: 3600,
        ...(accessTokenFormat === 'jwt' ? { jwt: { sign: { alg: key.alg } } } : {}),
      }),
    },
  },
});
provider.listen(Number(port), '127.0.0.1');
