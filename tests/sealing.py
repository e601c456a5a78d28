"""A certificate authority of the tests' own, and what it lets one sign with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "opens the seal"
# From when to when a certificate holds, in days from now.
DAYS = (-1000, 365)


@dataclass(frozen=True)
class Authority:
    """A signer's PKCS#12 file and the PEM file of the root that vouches for it.

    `made` and `key` are that root, by which it can vouch for others.
    """

    certificate: Path
    root: Path
    signer: str
    made: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def _made(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key,
    days=DAYS,
    purposes=(),
    *,
    root: bool,
):
    now = datetime.now(UTC)
    usage = x509.KeyUsage(not root, not root, False, False, False, root, root, False, False)

    def named(name: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(root, None), critical=True)
        .add_extension(usage, critical=True)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Authority]:
    """Makes an authority with one signer of that name, whose certificate holds on those days.

    `beside` is a signer whose authority signs for this one too.
    """

    def make(
        signer: str,
        days: tuple[int, int] = DAYS,
        purposes: tuple[x509.ObjectIdentifier, ...] = (),
        beside: Authority | None = None,
    ) -> Authority:
        folder = tmp_path_factory.mktemp("seal")
        root_name = f"{beside.signer if beside else signer} Root"
        root_key = beside.key if beside else ec.generate_private_key(ec.SECP256R1())
        root = beside.made if beside else _made(root_name, root_key, root_name, root_key, root=True)
        key = ec.generate_private_key(ec.SECP256R1())
        own = _made(signer, key, root_name, root_key, days, purposes, root=False)
        locked = serialization.BestAvailableEncryption(PASSWORD.encode())
        content = pkcs12.serialize_key_and_certificates(b"seal", key, own, [root], locked)
        (folder / "seal.p12").write_bytes(content)
        (folder / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
        return Authority(folder / "seal.p12", folder / "root.pem", signer, root, root_key)

    return make
