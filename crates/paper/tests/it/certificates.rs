//! Sealed files: what strangers can check, and that nobody can change them.

use crate::{PRESS, folder, samples, stranger, words};
use paper::seal::{Key, Signature};
use paper::{Document, Fault, Licence, SignedData, bind, check};

/// A key directory with these keys.
fn knowing(keys: &[&Key]) -> impl Fn(&str) -> Option<String> + use<> {
    let known: Vec<(String, String)> = keys.iter().map(|key| (key.id(), key.public_pem())).collect();
    move |id| known.iter().find(|(known, _)| known == id).map(|(_, pem)| pem.clone())
}

fn sealed_licence(key: &Key) -> Vec<u8> {
    let licence = samples::licence(key, "杭州市滨江区𠮷龘火锅有限公司");
    bind(PRESS.print(&Document::Licence(licence)).unwrap(), key)
}

#[test]
fn a_sealed_certificate_gives_back_its_signed_data() {
    let key = Key::generate();
    for document in [
        Document::Licence(samples::licence(&key, "甲")),
        Document::Permit(samples::permit(&key)),
    ] {
        let checked = check(&bind(PRESS.print(&document).unwrap(), &key), knowing(&[&key])).unwrap();
        assert_eq!(checked.key_id, key.id());
        assert_eq!(checked.signed.unwrap(), samples::signed(&key));
    }
}

#[test]
fn a_sealed_letter_has_a_seal_and_no_certificate_data() {
    let key = Key::generate();
    let pdf = bind(PRESS.print(&Document::Letter(samples::refusal())).unwrap(), &key);
    assert!(check(&pdf, knowing(&[&key])).unwrap().signed.is_none());
}

/// Every 97th byte with each of its bits in turn, and every bit of the seal line.
#[test]
fn one_changed_bit_anywhere_is_refused() {
    let key = Key::generate();
    let keys = knowing(&[&key]);
    let mut pdf = sealed_licence(&key);
    let body = pdf.len() - 200;
    let sampled = (0..body).step_by(97).enumerate().map(|(n, at)| (at, n % 8));
    let line = (body..pdf.len()).flat_map(|at| (0..8).map(move |bit| (at, bit)));
    let mut tried = 0;
    for (at, bit) in sampled.chain(line) {
        pdf[at] ^= 1 << bit;
        assert!(check(&pdf, &keys).is_err(), "byte {at} bit {bit} was changed and nobody noticed");
        pdf[at] ^= 1 << bit;
        tried += 1;
    }
    assert!(tried > 2_000, "only {tried} places tried");
    check(&pdf, &keys).unwrap();
}

#[test]
fn a_lost_or_added_byte_is_refused() {
    let key = Key::generate();
    let keys = knowing(&[&key]);
    let pdf = sealed_licence(&key);
    assert!(matches!(check(&pdf[..pdf.len() - 1], &keys), Err(Fault::NoSealLine)));
    assert!(check(&pdf[1..], &keys).is_err());
    assert!(matches!(check(&[&pdf[..], b"\n"].concat(), &keys), Err(Fault::NoSealLine)));
    assert!(matches!(check(&[&pdf[..], b"%%EOF\n"].concat(), &keys), Err(Fault::NoSealLine)));
    assert!(matches!(check(b"", &keys), Err(Fault::NoSealLine)));
    assert!(matches!(check(b"\n", &keys), Err(Fault::NoSealLine)));
    let line_only = bind(Vec::new(), &key);
    assert!(matches!(check(&line_only, &keys), Err(Fault::Attachment(_))));
}

#[test]
fn a_file_sealed_by_a_stranger_is_refused() {
    let (ours, theirs) = (Key::generate(), Key::generate());
    let pdf = sealed_licence(&theirs);
    assert!(matches!(check(&pdf, knowing(&[&ours])), Err(Fault::UnknownKey(id)) if id == theirs.id()));
}

#[test]
fn certificate_data_signed_by_a_stranger_are_refused_under_our_seal() {
    let (ours, theirs) = (Key::generate(), Key::generate());
    let pdf = PRESS.print(&Document::Licence(samples::licence(&theirs, "甲"))).unwrap();
    assert!(matches!(check(&bind(pdf, &ours), knowing(&[&ours])), Err(Fault::UnknownKey(id)) if id == theirs.id()));
}

#[test]
fn data_whose_signature_does_not_fit_are_not_printed() {
    let key = Key::generate();
    let good = samples::signed(&key);
    let other_bytes = SignedData {
        content: b"{}".to_vec(),
        ..good.clone()
    };
    let no_hex = SignedData {
        signature: Signature {
            der_hex: "zz".to_owned(),
            ..good.signature.clone()
        },
        ..good
    };
    for signed in [other_bytes, no_hex] {
        let licence = Licence {
            signed,
            ..samples::licence(&key, "甲")
        };
        assert!(matches!(
            PRESS.print(&Document::Licence(licence)),
            Err(Fault::Signature { .. } | Fault::SignatureForm(_))
        ));
    }
}

/// The way of the contract: `pdfdetach -saveall`, then `openssl pkeyutl -verify`.
#[test]
fn a_stranger_with_openssl_verifies_the_attachments() {
    let key = Key::generate();
    for (name, document) in samples::all(&key).into_iter().take(2) {
        let folder = folder(&format!("attachments_of_{name}"));
        std::fs::write(folder.join("paper.pdf"), bind(PRESS.print(&document).unwrap(), &key)).unwrap();
        let Some(output) = stranger(&folder, "pdfdetach", &["-saveall", "paper.pdf"]) else {
            return;
        };
        words(&output);
        assert_eq!(
            std::fs::read(folder.join("certificate.json")).unwrap(),
            samples::signed(&key).content
        );
        let command = "pkeyutl -verify -pubin -inkey key.pem -in certificate.json -sigfile certificate.sig -rawin -digest sm3 -pkeyopt distid:1234567812345678";
        let command: Vec<&str> = command.split(' ').collect();
        let Some(output) = stranger(&folder, "openssl", &command) else {
            return;
        };
        assert_eq!(words(&output).trim(), "Signature Verified Successfully");
    }
}
