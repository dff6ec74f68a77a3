//! SM2 signatures with SM3 (GB/T 32918, GB/T 32905), signer id `1234567812345678` (GM/T 0009): what OpenSSL verifies
//! with `-digest sm3 -pkeyopt distid:1234567812345678`. A key kept in a certified module is not covered yet.

use crate::Fault;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use sm2::dsa::signature::{Signer, Verifier};
use sm2::dsa::{SigningKey, VerifyingKey};
use sm2::elliptic_curve::Generate;
use sm2::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use sm2::{PublicKey, SecretKey};
use sm3::{Digest, Sm3};
use std::fmt;

/// The one algorithm we write and accept.
pub const ALGORITHM: &str = "SM2-SM3";

/// The signer id everyone uses when none was agreed (GM/T 0009).
const SIGNER: &str = "1234567812345678";

/// An SM2 key pair. Its `Debug` shows the id only.
#[derive(Clone)]
pub struct Key {
    secret: SecretKey,
    signing: SigningKey,
    id: String,
}

impl Key {
    /// A fresh key from the randomness of the operating system.
    pub fn generate() -> Key {
        Key::of(SecretKey::generate()).expect("invariant: the fixed signer id is short enough for every key")
    }

    /// Reads an unencrypted PKCS#8 key, such as `openssl genpkey -algorithm SM2` writes.
    pub fn from_pem(pem: &str) -> Result<Key, Fault> {
        Key::of(SecretKey::from_pkcs8_pem(pem.trim()).map_err(|e| Fault::Key(e.to_string()))?)
    }

    fn of(secret: SecretKey) -> Result<Key, Fault> {
        let signing = SigningKey::new(SIGNER, &secret).map_err(|e| Fault::Key(e.to_string()))?;
        let id = id_of(&secret.public_key());
        Ok(Key { secret, signing, id })
    }

    /// The private key as PKCS#8; whoever holds it can sign.
    pub fn to_pem(&self) -> String {
        self.secret
            .to_pkcs8_pem(LineEnding::LF)
            .expect("invariant: a valid key has a PKCS#8 form")
            .to_string()
    }

    /// The first 16 hex digits of SM3 over the public key's DER: a short name to look the key up by.
    pub fn id(&self) -> String {
        self.id.clone()
    }

    /// The public key as PEM (SubjectPublicKeyInfo).
    pub fn public_pem(&self) -> String {
        self.secret
            .public_key()
            .to_public_key_pem(LineEnding::LF)
            .expect("invariant: a valid key has an SPKI form")
    }

    /// Signs these bytes. The same bytes give the same signature (RFC 6979), so a rerun changes nothing.
    pub fn sign(&self, bytes: &[u8]) -> Signature {
        let signature: sm2::dsa::Signature = self.signing.sign(bytes);
        Signature {
            algorithm: ALGORITHM.to_owned(),
            key_id: self.id(),
            der_hex: hex(signature.to_der().as_bytes()),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id())
    }
}

/// A signature beside the bytes it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Always [`ALGORITHM`].
    pub algorithm: String,
    /// [`Key::id`] of the signer.
    pub key_id: String,
    /// The ASN.1 form `SEQUENCE { r, s }` in lower-case hex.
    pub der_hex: String,
}

impl Signature {
    /// The ASN.1 bytes, as OpenSSL reads them from a file.
    pub fn der(&self) -> Result<Vec<u8>, Fault> {
        unhex(&self.der_hex).ok_or_else(|| Fault::SignatureForm("not lower-case hex".to_owned()))
    }
}

/// Checks a signature: form, algorithm, that `key_id` names this key, and the curve equation.
pub fn verify(public_pem: &str, bytes: &[u8], signature: &Signature) -> Result<(), Fault> {
    if signature.algorithm != ALGORITHM {
        return Err(Fault::SignatureForm(format!(
            "algorithm {}, expected {ALGORITHM}",
            signature.algorithm
        )));
    }
    let public = public_key(public_pem)?;
    let mismatch = || Fault::Signature {
        key_id: signature.key_id.clone(),
    };
    if id_of(&public) != signature.key_id {
        return Err(mismatch());
    }
    let form = |_| Fault::SignatureForm("not a DER pair of numbers".to_owned());
    let parsed = sm2::dsa::Signature::from_der(&signature.der()?).map_err(form)?;
    let key = VerifyingKey::new(SIGNER, public).map_err(|e| Fault::Key(e.to_string()))?;
    key.verify(bytes, &parsed).map_err(|_| mismatch())
}

/// The id of a public key, the same as [`Key::id`] of its pair.
pub fn public_id(public_pem: &str) -> Result<String, Fault> {
    Ok(id_of(&public_key(public_pem)?))
}

/// SM3 in lower-case hex.
pub fn sm3_hex(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sm3::digest(bytes.as_ref()))
}

/// SHA-256 in lower-case hex, for readers without SM3.
pub fn sha256_hex(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes.as_ref()))
}

fn public_key(pem: &str) -> Result<PublicKey, Fault> {
    PublicKey::from_public_key_pem(pem.trim()).map_err(|e| Fault::Key(e.to_string()))
}

fn id_of(public: &PublicKey) -> String {
    let der = public.to_public_key_der().expect("invariant: a valid key has an SPKI form");
    let mut id = sm3_hex(der.as_bytes());
    id.truncate(16);
    id
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Strict: lower case only, so that a signature has exactly one written form and no character of it can be changed.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            if let [high, low] = pair {
                Some(digit(*high)? << 4 | digit(*low)?)
            } else {
                None
            }
        })
        .collect()
}
