//! SM2 with SM3, here and in OpenSSL.

use crate::{folder, stranger, words};
use paper::Fault;
use paper::seal::{self, Key, Signature};

const OPENSSL_SM2: [&str; 5] = ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"];

fn openssl(verb: &[&str]) -> Vec<String> {
    ["pkeyutl"]
        .iter()
        .chain(verb)
        .chain(&OPENSSL_SM2)
        .map(|word| (*word).to_owned())
        .collect()
}

#[test]
fn a_signature_holds_for_its_bytes_and_its_key_only() {
    let (key, other) = (Key::generate(), Key::generate());
    let signature = key.sign("准予许可".as_bytes());
    assert_eq!(signature.algorithm, "SM2-SM3");
    assert_eq!(signature.key_id, key.id());
    seal::verify(&key.public_pem(), "准予许可".as_bytes(), &signature).unwrap();
    assert!(matches!(
        seal::verify(&key.public_pem(), "不准予许可".as_bytes(), &signature),
        Err(Fault::Signature { .. })
    ));
    assert!(matches!(
        seal::verify(&other.public_pem(), "准予许可".as_bytes(), &signature),
        Err(Fault::Signature { .. })
    ));
    let renamed = Signature {
        key_id: other.id(),
        ..signature.clone()
    };
    assert!(seal::verify(&other.public_pem(), "准予许可".as_bytes(), &renamed).is_err());
    let algorithm = Signature {
        algorithm: "none".to_owned(),
        ..signature.clone()
    };
    assert!(matches!(
        seal::verify(&key.public_pem(), "准予许可".as_bytes(), &algorithm),
        Err(Fault::SignatureForm(_))
    ));
    let upper = Signature {
        der_hex: signature.der_hex.to_uppercase(),
        ..signature
    };
    assert!(matches!(
        seal::verify(&key.public_pem(), "准予许可".as_bytes(), &upper),
        Err(Fault::SignatureForm(_))
    ));
}

#[test]
fn the_same_bytes_are_signed_the_same_way() {
    let key = Key::generate();
    assert_eq!(key.sign(b"a"), key.sign(b"a"));
    assert_eq!(Key::from_pem(&key.to_pem()).unwrap().sign(b"a"), key.sign(b"a"));
}

#[test]
fn a_key_that_is_none_is_refused() {
    for pem in [
        "",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        &Key::generate().public_pem(),
    ] {
        assert!(matches!(Key::from_pem(pem), Err(Fault::Key(_))));
    }
    assert!(matches!(seal::public_id("no key"), Err(Fault::Key(_))));
}

#[test]
fn a_key_shows_its_id_and_never_itself() {
    let key = Key::generate();
    assert_eq!(format!("{key:?}"), format!("Key({})", key.id()));
}

#[test]
fn hashes_are_those_of_the_standards() {
    assert_eq!(
        seal::sm3_hex("abc"),
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    );
    assert_eq!(
        seal::sha256_hex("abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[test]
fn openssl_verifies_what_we_sign() {
    let folder = folder("openssl_verifies");
    let key = Key::generate();
    std::fs::write(folder.join("key.pem"), key.public_pem()).unwrap();
    std::fs::write(folder.join("private.pem"), key.to_pem()).unwrap();
    for (length, byte) in [(0_usize, 0_u8), (1, 7), (100_000, 255)] {
        let bytes = vec![byte; length];
        std::fs::write(folder.join("bytes"), &bytes).unwrap();
        std::fs::write(folder.join("signature"), key.sign(&bytes).der().unwrap()).unwrap();
        let arguments = openssl(&["-verify", "-pubin", "-inkey", "key.pem", "-in", "bytes", "-sigfile", "signature"]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        // OpenSSL 3.0 cannot take an empty file with -rawin.
        if length > 0
            && let Some(output) = stranger(&folder, "openssl", &arguments)
        {
            assert_eq!(words(&output).trim(), "Signature Verified Successfully");
        }
    }
    if let Some(output) = stranger(&folder, "openssl", &["pkey", "-in", "private.pem", "-pubout"]) {
        assert_eq!(words(&output), key.public_pem());
    }
}

#[test]
fn we_verify_what_openssl_signs() {
    let folder = folder("openssl_signs");
    std::fs::write(folder.join("bytes"), "准入即营").unwrap();
    let Some(output) = stranger(
        &folder,
        "openssl",
        &[
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:SM2",
            "-out",
            "private.pem",
        ],
    ) else {
        return;
    };
    words(&output);
    let key = Key::from_pem(&std::fs::read_to_string(folder.join("private.pem")).unwrap()).unwrap();
    let arguments = openssl(&["-sign", "-inkey", "private.pem", "-in", "bytes", "-out", "signature"]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    words(&stranger(&folder, "openssl", &arguments).unwrap());
    let der = std::fs::read(folder.join("signature")).unwrap();
    let der_hex = der.iter().map(|byte| format!("{byte:02x}")).collect();
    let signature = Signature {
        algorithm: seal::ALGORITHM.to_owned(),
        key_id: key.id(),
        der_hex,
    };
    seal::verify(&key.public_pem(), "准入即营".as_bytes(), &signature).unwrap();
}
