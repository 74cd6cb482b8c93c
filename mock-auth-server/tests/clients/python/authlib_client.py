"""authlib_client.py ISSUER RESOURCE"""

import sys

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8414 import get_well_known_url
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from steps import CALLBACK, SCOPE, answer, expect, step, visit

issuer, resource = sys.argv[1:]
http = requests.Session()
http.trust_env = False


class Validator(JWTBearerTokenValidator):
    """The library's own reading of RFC 9068, with the keys of the issuer."""

    def get_jwks(self) -> dict:
        return http.get(server["jwks_uri"]).json()


for suffix in ("openid-configuration", "oauth-authorization-server"):
    document = http.get(get_well_known_url(issuer, external=True, suffix=suffix))
    document.raise_for_status()
    server = document.json()
    expect(server["issuer"] == issuer, f"the issuer is {server['issuer']}")
step("discovery")

# The library has no client side of RFC 7591.
registration = http.post(
    server["registration_endpoint"],
    json={
        "client_name": "real client",
        "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "client_secret_post",
        "scope": SCOPE,
    },
)
expect(registration.status_code == 201, f"{registration.status_code} {registration.text}")
client = registration.json()
step("registration")

session = OAuth2Session(
    client["client_id"],
    client["client_secret"],
    scope=SCOPE,
    redirect_uri=CALLBACK,
    token_endpoint=server["token_endpoint"],
    token_endpoint_auth_method="client_secret_post",
    revocation_endpoint_auth_method="client_secret_post",
    code_challenge_method="S256",
)
session.trust_env = False
validator = Validator(issuer=issuer, resource_server=resource)


def validate(token: str) -> None:
    claims = validator.authenticate_token(token)
    validator.validate_token(claims, [SCOPE], None)


verifier = generate_token(48)
url, state = session.create_authorization_url(
    server["authorization_endpoint"], code_verifier=verifier, resource=resource
)
callback = visit(url)
expect(answer(callback).get("iss") == issuer, f"the answer is {answer(callback)}")
step("authorization")

tokens = session.fetch_token(
    authorization_response=callback, state=state, code_verifier=verifier, resource=resource
)
validate(tokens["access_token"])
step("token")

refreshed = session.refresh_token(refresh_token=tokens["refresh_token"], resource=resource)
expect(refreshed["refresh_token"] != tokens["refresh_token"], "the refresh token is not rotated")
validate(refreshed["access_token"])
step("refresh")

own = session.fetch_token(grant_type="client_credentials", resource=resource)
validate(own["access_token"])
step("client credentials")


def is_active(token: str) -> bool:
    reply = session.introspect_token(server["introspection_endpoint"], token=token)
    reply.raise_for_status()
    return reply.json()["active"]


expect(is_active(refreshed["access_token"]), "a good token is not active")
step("introspection")

session.revoke_token(server["revocation_endpoint"], token=refreshed["access_token"]).raise_for_status()
expect(not is_active(refreshed["access_token"]), "a revoked token is active")
step("revocation")

for token in (tokens["refresh_token"], refreshed["refresh_token"]):
    try:
        session.refresh_token(refresh_token=token, resource=resource)
    except OAuthError as error:
        expect(error.error == "invalid_grant", str(error))
    else:
        raise SystemExit("a refresh token is taken twice")
step("reuse refused")
