"""A real OpenID Connect provider, as a process of its own: python -m tests.oidc.provider prints its port.

Discovery, keys, authorization, codes, tokens and signatures are those of oidc-provider-mock, on Authlib. It takes any
`sub` that is typed at it. Added here: PKCE is enforced, the nonce is required, and PUT /tamper {"claims": ..., "key":
"other", "alg": ...} spoils the ID tokens it gives from then on, as somebody would who wants to be taken for another.
"""

import base64
import hashlib
import json
import os
import re
import time
from urllib.parse import urlencode

import flask
import werkzeug.serving
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from oidc_provider_mock import app as provider

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # it listens on this machine only
app = provider(require_client_registration=True, require_nonce=True)
challenges: dict[str, str] = {}  # by code
spoilt: dict[str, object] = {}
OTHER = RSAKey.generate_key(2048)


@app.put("/tamper")
def tamper():
    spoilt.clear()
    spoilt.update(flask.request.json)
    return "", 204


@app.before_request
def check_verifier():
    """RFC 7636: the code is only for whoever knows what the challenge was made of."""
    if flask.request.path != "/oauth2/token":
        return None
    digest = hashlib.sha256(flask.request.form.get("code_verifier", "").encode()).digest()
    made = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    known = challenges.pop(flask.request.form.get("code", ""), "")
    return None if made == known else (json.dumps({"error": "invalid_grant"}), 400)


@app.after_request
def ask_nobody_else(response):
    """Its pages want a style sheet from another site."""
    if response.mimetype == "text/html":
        response.set_data(re.sub(r"<link\b[^>]*>", "", response.get_data(as_text=True)))
    return response


@app.after_request
def send_back_state(response):
    """RFC 6749 wants it with a refusal too; oidc-provider-mock forgets it there."""
    back = response.headers.get("Location", "")
    if flask.request.path == "/oauth2/authorize" and "error=" in back and "state=" not in back:
        response.headers["Location"] = f"{back}&{urlencode({'state': flask.request.args['state']})}"
    return response


@app.after_request
def remember_challenge(response):
    code = response.headers.get("Location", "").partition("code=")[2].partition("&")[0]
    if flask.request.path == "/oauth2/authorize" and code:
        assert flask.request.args["code_challenge_method"] == "S256"
        challenges[code] = flask.request.args["code_challenge"]
    return response


@app.after_request
def spoil(response):
    if flask.request.path == "/oauth2/token" and spoilt and response.status_code == 200:
        body = response.get_json()
        response.set_data(json.dumps({**body, "id_token": forged(body["id_token"])}))
    return response


def forged(token: str) -> str:
    header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
    ours = flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True)
    key = OTHER if spoilt.get("key") == "other" else RSAKey.import_key(ours)
    claims |= {name: value + time.time() if name in {"exp", "iat"} else value
               for name, value in spoilt.get("claims", {}).items()}  # fmt: skip
    if spoilt.get("alg") == "none":
        return f"{coded({**header, 'alg': 'none'})}.{coded(claims)}."
    if spoilt.get("alg") == "HS256":  # with what everybody knows, taken for a secret
        key, header = OctKey.import_key(RSAKey.import_key(ours).as_pem(private=False)), {**header, "alg": "HS256"}
    return jwt.encode(header, claims, key)


def coded(part: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


if __name__ == "__main__":
    server = werkzeug.serving.make_server("127.0.0.1", 0, app, threaded=True)
    print(server.server_port, flush=True)  # noqa: T201 - for whoever started it
    server.serve_forever()
