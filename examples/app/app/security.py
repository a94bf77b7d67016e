"""Tokens, passwords and what is stored encrypted."""

from datetime import UTC, datetime, timedelta

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from cryptography.fernet import Fernet

from app.settings import DataSettings

ALGORITHM = "HS256"
TOKEN_LIFE = timedelta(hours=1)

passwords = PasswordHasher()


def issue_token(settings: DataSettings, user_id: int) -> str:
    claims = {"sub": str(user_id), "exp": datetime.now(UTC) + TOKEN_LIFE}
    return jwt.encode(claims, settings.secret_key.get_secret_value(), ALGORITHM)


def user_of(settings: DataSettings, token: str) -> int | None:
    """The user a token was issued to, by the current key or the one before; None when neither signed it."""
    for key in (settings.secret_key, settings.secret_key_previous):
        if key is None:
            continue
        try:
            return int(jwt.decode(token, key.get_secret_value(), [ALGORITHM])["sub"])
        except jwt.InvalidTokenError:
            continue
    return None


def password_matches(password_hash: str, password: str) -> bool:
    try:
        return passwords.verify(password_hash, password)
    except VerificationError:
        return False


def fernet(settings: DataSettings) -> Fernet:
    """32 random bytes in Base64; Fernet reads the standard alphabet as well as its own."""
    return Fernet(settings.encryption_key.get_secret_value())
