//! 电子证照: the statement is recorded in the deciding act (prepared), signed by the following act, and only then shown.

use crate::application;
use crate::bureau::{App, Caller, Office};
use crate::failure::{Failure, Fault};
use paper::seal::Signature;
use rules::access::{Actor, Grant};
use rules::calendar::Date;
use rules::certificates::{Answer, CertificateState, Proof, Statement, answer};
use rules::ids::{ApplicationId, CertificateId, EnterpriseId, HumanNumber, Id, NumberKind};
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sql::{Row, Tx, params};

/// What a decision orders to be issued.
pub struct Order {
    /// Type code.
    pub kind: String,
    /// Title printed on it.
    pub title: String,
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Application it rests on.
    pub application: ApplicationId,
    /// Account that sees it in its space.
    pub owner: Option<String>,
    /// Holder's name.
    pub holder: String,
    /// Holder's credit code.
    pub credit_code: String,
    /// Issuing organ's name.
    pub issuer: String,
    /// Last day.
    pub until: Option<Date>,
    /// Public fields in printing order.
    pub fields: Vec<(String, String)>,
}

/// Records what is to be signed. The certificate exists for nobody until [`issue_prepared`] has signed it.
pub fn prepare(office: &mut Office, order: Order) -> Result<CertificateId, Failure> {
    let id = CertificateId(office.id());
    let chance = office.chance();
    let statement = Statement {
        kind: order.kind,
        title: order.title,
        number: office.number(NumberKind::Certificate).to_string(),
        reference: format!("{chance:032x}"),
        holder: order.holder,
        credit_code: order.credit_code,
        issuer: order.issuer,
        place: office.actor.place.clone(),
        issued: office.today(),
        until: order.until,
        fields: order.fields,
    };
    let fields = serde_json::to_string(&statement.fields)?;
    office.tx.execute(
        "insert into certificate (id, number, reference, kind, title, enterprise_id, application_id, owner, state, issued_day, until_day,
           statement, signature, key_id, at, version, fields)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'prepared', $9, $10, $11, '', '', $12, 1, $13)",
        params![
            id.to_string(),
            &statement.number,
            &statement.reference,
            &statement.kind,
            &statement.title,
            order.enterprise.to_string(),
            order.application.to_string(),
            order.owner,
            application::day_number(statement.issued),
            statement.until.map(application::day_number),
            statement.canonical(),
            office.at().micros(),
            fields
        ],
    )?;
    office.changed("certificate", id, CertificateState::Prepared.name());
    Ok(id)
}

#[derive(Clone, Serialize, Deserialize)]
struct SignedStatement {
    id: String,
    signature: Signature,
}

/// Signs what waits, outside any transaction, and publishes it in one act. Gives how many were issued.
pub fn issue_prepared(app: &App, place: &str, at_most: u32) -> Result<usize, Failure> {
    let waiting = app.view("certificates.prepared", move |tx| {
        let rows = tx.query(
            "select id, statement from certificate where state = 'prepared' order by id limit $1",
            params![at_most],
        )?;
        rows.iter()
            .map(|row| Ok((row.text("id")?, row.text("statement")?)))
            .collect::<Result<Vec<_>, Failure>>()
    })?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let signed: Vec<SignedStatement> = waiting
        .into_iter()
        .map(|(id, statement)| SignedStatement {
            id,
            signature: app.seal().sign(statement.as_bytes()),
        })
        .collect();
    let caller = Caller::new(Actor::system(place));
    let issued = app.act(Grant::CertificateIssue, &caller, signed, |office, signed: &Vec<SignedStatement>| {
        let mut issued = 0;
        for one in signed {
            issued += usize::from(publish(office, one)?);
        }
        Ok(issued)
    })?;
    Ok(issued.result)
}

fn publish(office: &mut Office, signed: &SignedStatement) -> Result<bool, Failure> {
    let published = office.tx.query_opt(
        "update certificate set state = 'valid', signature = $2, key_id = $3, version = version + 1 where id = $1 and state = 'prepared'
         returning application_id",
        params![&signed.id, &signed.signature.der_hex, &signed.signature.key_id],
    )?;
    let Some(row) = published else { return Ok(false) };
    office.changed("certificate", &signed.id, CertificateState::Valid.name());
    let id = row.text("application_id")?;
    if let Some(id) = ApplicationId::parse(&id).filter(|_| !id.is_empty()) {
        let (application, _) = application::load(office.tx, id)?;
        let loaded = application.version;
        // A second certificate of the same application finds it issued already.
        if let Ok(issued) = application.issue(office.at()) {
            application::save(office, &issued, loaded)?;
        }
    }
    Ok(true)
}

/// A certificate as stored.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Identity.
    pub id: CertificateId,
    /// State.
    pub state: CertificateState,
    /// What it says.
    pub statement: Statement,
    /// The signed bytes.
    pub content: String,
    /// Signature over them.
    pub signature: Signature,
    /// Enterprise.
    pub enterprise: String,
    /// Application it rests on.
    pub application: String,
    /// Account whose it is.
    pub owner: Option<String>,
}

const COLUMNS: &str = "id, number, reference, kind, title, enterprise_id, application_id, owner, state, issued_day, until_day, statement, signature, \
     key_id, fields";

#[derive(Deserialize)]
struct Public {
    holder: String,
    credit_code: String,
    issuer: String,
    place: String,
}

fn from_row(row: &Row) -> Result<Certificate, Failure> {
    let content = row.text("statement")?;
    let public: Public = serde_json::from_str(&content)?;
    let (id, state) = (row.text("id")?, row.text("state")?);
    Ok(Certificate {
        id: CertificateId(Id::parse(&id).ok_or_else(|| Fault::stored("certificate id", id))?),
        state: CertificateState::from_name(&state).ok_or_else(|| Fault::stored("certificate state", state))?,
        statement: Statement {
            kind: row.text("kind")?,
            title: row.text("title")?,
            number: row.text("number")?,
            reference: row.text("reference")?,
            holder: public.holder,
            credit_code: public.credit_code,
            issuer: public.issuer,
            place: public.place,
            issued: application::day_of(row.int("issued_day")?),
            until: row.opt_int("until_day")?.map(application::day_of),
            fields: serde_json::from_str(&row.text("fields")?)?,
        },
        content,
        signature: Signature {
            algorithm: paper::seal::ALGORITHM.to_owned(),
            key_id: row.text("key_id")?,
            der_hex: row.text("signature")?,
        },
        enterprise: row.text("enterprise_id")?,
        application: row.text("application_id")?,
        owner: row.opt_text("owner")?,
    })
}

/// The answer to a stranger who holds a reference (from the QR), with the certificate when there is something to show.
/// The signature is checked against the published key each time, over what will be shown.
pub fn verify(app: &App, reference: &str) -> Result<(Answer, Option<Certificate>), Failure> {
    let well_formed = reference.len() == 32 && reference.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !well_formed {
        return Ok((Answer::Unknown, None));
    }
    let (reference, today) = (reference.to_ascii_lowercase(), app.now().day());
    let found = app.view("certificates.verify", move |tx| find(tx, "reference", &reference))?;
    Ok(answered(found, today))
}

/// As [`verify`], for a typed number, which also needs the holder's credit code or its last four characters.
pub fn verify_typed(app: &App, number: &str, credit_code_end: &str) -> Result<(Answer, Option<Certificate>), Failure> {
    let Some(number) = HumanNumber::parse(number) else {
        return Ok((Answer::Unknown, None));
    };
    let end: String = credit_code_end.chars().filter_map(rules::ids::fold_typed).collect();
    let today = app.now().day();
    let found = app.view("certificates.verify_typed", move |tx| find(tx, "number", number.as_str()))?;
    let found = found.filter(|found| end.len() >= DATUM_LENGTH_MIN && found.certificate.statement.credit_code.ends_with(&end));
    Ok(answered(found, today))
}

/// Characters of the credit code that a typed number needs beside it.
pub const DATUM_LENGTH_MIN: usize = 4;

struct Found {
    certificate: Certificate,
    public_pem: Option<String>,
}

fn find(tx: &mut Tx, column: &'static str, value: &str) -> Result<Option<Found>, Failure> {
    let row = tx.query_opt(
        &format!(
            "select {COLUMNS}, (select public_pem from signing_key where signing_key.key_id = certificate.key_id) as public_pem
             from certificate where {column} = $1"
        ),
        params![value],
    )?;
    let read = |row: &Row| -> Result<Found, Failure> {
        Ok(Found {
            certificate: from_row(row)?,
            public_pem: row.opt_text("public_pem")?,
        })
    };
    row.as_ref().map(read).transpose()
}

/// Whether the published key signed exactly what is shown: the columns are compared too, not only the stored bytes.
fn proof(found: &Found) -> Proof {
    let Found { certificate, public_pem } = found;
    let Some(pem) = public_pem else { return Proof::KeyUnknown };
    let same = certificate.statement.canonical() == certificate.content;
    if same && paper::seal::verify(pem, certificate.content.as_bytes(), &certificate.signature).is_ok() {
        Proof::Intact
    } else {
        Proof::Broken
    }
}

fn answered(found: Option<Found>, today: Date) -> (Answer, Option<Certificate>) {
    let Some(found) = found else { return (Answer::Unknown, None) };
    let certificate = &found.certificate;
    let said = match answer(certificate.state, certificate.statement.until, today) {
        Answer::Unknown => Answer::Unknown,
        said @ (Answer::Valid | Answer::NoLongerValid | Answer::CannotSay) => said.proved(proof(&found)),
    };
    let shown = matches!(said, Answer::Valid | Answer::NoLongerValid);
    (said, shown.then_some(found.certificate))
}

/// The certificates of an enterprise that strangers may see with its licence (一照行), oldest first.
pub fn of_enterprise(app: &App, enterprise: &str, limit: u32) -> Result<Vec<Certificate>, Failure> {
    let enterprise = enterprise.to_owned();
    app.view("certificates.of_enterprise", move |tx| {
        let rows = tx.query(
            &format!("select {COLUMNS} from certificate where enterprise_id = $1 and state <> 'prepared' order by id limit $2"),
            params![&enterprise, limit.min(200)],
        )?;
        rows.iter().map(from_row).collect()
    })
}

/// The certificates of an account, newest first.
pub fn of_owner(app: &App, owner: &str, limit: u32) -> Result<Vec<Certificate>, Failure> {
    let owner = owner.to_owned();
    app.view("certificates.of_owner", move |tx| {
        let rows = tx.query(
            &format!("select {COLUMNS} from certificate where owner = $1 and state <> 'prepared' order by id desc limit $2"),
            params![&owner, limit.min(200)],
        )?;
        rows.iter().map(from_row).collect()
    })
}

/// A page of an account's certificates, newest first, and how many there are.
pub fn page_of_owner(app: &App, owner: &str, limit: u32, offset: u32) -> Result<(Vec<Certificate>, i64), Failure> {
    let owner = owner.to_owned();
    app.view("certificates.page_of_owner", move |tx| {
        let total = tx
            .query_one(
                "select cast(count(*) as bigint) as n from certificate where owner = $1 and state <> 'prepared'",
                params![&owner],
            )?
            .int("n")?;
        let rows = tx.query(
            &format!("select {COLUMNS} from certificate where owner = $1 and state <> 'prepared' order by id desc limit $2 offset $3"),
            params![&owner, limit.min(200), offset],
        )?;
        Ok((rows.iter().map(from_row).collect::<Result<_, Failure>>()?, total))
    })
}

/// The certificates that rest on an application.
pub fn of_application(app: &App, id: ApplicationId) -> Result<Vec<Certificate>, Failure> {
    app.view("certificates.of_application", move |tx| {
        let rows = tx.query(
            &format!("select {COLUMNS} from certificate where application_id = $1 and state <> 'prepared' order by id limit 50"),
            params![id.to_string()],
        )?;
        rows.iter().map(from_row).collect()
    })
}

/// One certificate, for its owner or staff.
pub fn show(app: &App, actor: &Actor, id: CertificateId) -> Result<Certificate, Failure> {
    let actor = actor.clone();
    app.view("certificates.show", move |tx| {
        let row = tx.query_opt(
            &format!("select {COLUMNS} from certificate where id = $1 and state <> 'prepared'"),
            params![id.to_string()],
        )?;
        let certificate = from_row(&row.ok_or_else(|| Refusal::new(Code::NotFound))?)?;
        let own = certificate.owner.is_some() && certificate.owner == actor.account.map(|account| account.to_string());
        let office = actor.is_staff() && actor.place == certificate.statement.place;
        if own || office {
            Ok(certificate)
        } else {
            Err(Refusal::new(Code::NotFound).into())
        }
    })
}

/// The public key with this identity, for offline checks.
pub fn public_key(app: &App, key_id: &str) -> Result<Option<String>, Failure> {
    let key_id = key_id.to_owned();
    app.view("certificates.public_key", move |tx| {
        let row = tx.query_opt("select public_pem from signing_key where key_id = $1", params![&key_id])?;
        Ok(row.map(|row| row.text("public_pem")).transpose()?)
    })
}

/// Notes the platform's present key, so that what it signs can be checked after it was changed.
pub fn publish_key(app: &App) -> Result<(), Failure> {
    let (id, pem) = (app.seal().id(), app.seal().public_pem());
    app.keep_books("certificates.publish_key", move |tx: &mut Tx, at| {
        tx.execute(
            "insert into signing_key (key_id, public_pem, purpose, from_at) values ($1, $2, 'platform', $3) on conflict (key_id) do nothing",
            params![&id, &pem, at.micros()],
        )?;
        Ok(())
    })
}
