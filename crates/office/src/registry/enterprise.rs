//! The register itself: enterprises with scope and people, and the licence that is ordered for each.

use super::form::RegistrationForm;
use crate::application::{day_number, day_of};
use crate::bureau::{App, Office};
use crate::certificates::{self, Order};
use crate::failure::{Failure, Fault};
use rules::application::Application;
use rules::calendar::Date;
use rules::ids::{AccountId, EnterpriseId};
use rules::registry::registration::Complete;
use rules::{Code, Refusal};
use sql::{Row, Tx, Value, params};

/// What a registration brings in.
pub(crate) struct NewEnterprise<'a> {
    pub code: &'a str,
    pub scope_text: &'a str,
    pub owner: Option<&'a str>,
    pub key: &'a str,
    pub form: &'a RegistrationForm,
    pub complete: &'a Complete,
}

/// Kind code of the business licence.
pub const LICENCE: &str = "business-licence";

pub(crate) fn insert_enterprise(office: &mut Office, new: &NewEnterprise) -> Result<EnterpriseId, Failure> {
    let id = EnterpriseId(office.id());
    let place = office.actor.place.clone();
    let representative = new.form.representative().map(|person| person.name.clone()).unwrap_or_default();
    office.tx.execute(
        "insert into enterprise (id, credit_code, name, kind, home, place, street, address, address_key, address_match, representative, capital_fen,
           scope_text, duration_years, free_trade_zone, state, owner, registered_day, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'none', $10, $11, $12, $13, $14, 'registered', $15, $16, 1)",
        params![
            id.to_string(),
            new.code,
            &new.complete.name.name,
            new.complete.kind.name(),
            format!("{}00", place.get(..4).unwrap_or("0000")),
            &place,
            &new.form.street,
            &new.form.detail,
            new.key,
            representative,
            new.complete.capital_fen,
            new.scope_text,
            i64::from(new.form.duration_years),
            i64::from(new.form.free_trade_zone),
            new.owner,
            day_number(office.today())
        ],
    )?;
    let terms: Vec<Vec<Value>> = new
        .form
        .terms
        .iter()
        .zip(0i64..)
        .map(|(term, position)| vec![Value::from(id.to_string()), Value::from(term.as_str()), Value::from(position)])
        .collect();
    office.tx.insert_many("enterprise_term (enterprise_id, term, position)", &terms)?;
    let people: Vec<Vec<Value>> = new
        .form
        .people
        .iter()
        .zip(0i64..)
        .map(|(person, position)| {
            let share = i64::from(person.share_ten_thousandths);
            vec![
                Value::from(id.to_string()),
                Value::from(position),
                Value::from(person.name.as_str()),
                Value::from(person.identity_number.as_str()),
                Value::from(person.phone.as_str()),
                Value::from(person.posts.join(" ")),
                Value::from(share),
                Value::from(new.complete.capital_fen / 10_000 * share),
            ]
        })
        .collect();
    office.tx.insert_many(
        "enterprise_person (enterprise_id, position, name, identity_number, phone, posts, share_ten_thousandths, capital_fen)",
        &people,
    )?;
    office.changed("enterprise", id, "registered");
    office.note("credit_code", new.code);
    Ok(id)
}

/// Orders the business licence: its statement is recorded now and signed by the next act.
pub(crate) fn order_licence(office: &mut Office, id: EnterpriseId, application: &Application, new: &NewEnterprise) -> Result<(), Failure> {
    let place_name = office.shelf.files().divisions.full_name(&application.place).unwrap_or_default();
    let issuer = office.shelf.signing_name(&application.unit, &application.place);
    let until = match new.form.duration_years {
        0 => None,
        years => Some(rules::calendar::months_after(office.today(), i32::from(years) * 12)),
    };
    let representative = new.form.representative().map(|person| person.name.clone()).unwrap_or_default();
    let field = |code: &str, value: String| (code.to_owned(), value);
    let order = Order {
        kind: LICENCE.to_owned(),
        title: LICENCE.to_owned(),
        enterprise: id,
        application: application.id,
        owner: Some(application.applicant.to_string()),
        holder: new.complete.name.name.clone(),
        credit_code: new.code.to_owned(),
        issuer,
        until,
        fields: vec![
            field("kind", new.complete.kind.name().to_owned()),
            field("legal_representative", representative),
            field("capital_fen", new.complete.capital_fen.to_string()),
            field("registered", office.today().to_string()),
            field("address", format!("{place_name}{}{}", new.form.street, new.form.detail)),
            field("scope", new.scope_text.to_owned()),
        ],
    };
    certificates::prepare(office, order)?;
    Ok(())
}

/// An enterprise of the register.
#[derive(Clone, Debug)]
pub struct Enterprise {
    pub id: EnterpriseId,
    pub credit_code: String,
    pub name: String,
    pub kind: String,
    pub place: String,
    pub street: String,
    pub detail: String,
    pub representative: String,
    pub capital_fen: i64,
    pub scope_text: String,
    pub terms: Vec<String>,
    pub free_trade_zone: bool,
    pub owner: Option<AccountId>,
    pub registered: Date,
}

const COLUMNS: &str =
    "id, credit_code, name, kind, place, street, address, representative, capital_fen, scope_text, free_trade_zone, owner, registered_day";

fn from_row(tx: &mut Tx, row: &Row) -> Result<Enterprise, Failure> {
    let id = row.text("id")?;
    let terms = tx.query(
        "select term from enterprise_term where enterprise_id = $1 order by position",
        params![&id],
    )?;
    Ok(Enterprise {
        credit_code: row.text("credit_code")?,
        name: row.text("name")?,
        kind: row.text("kind")?,
        place: row.text("place")?,
        street: row.text("street")?,
        detail: row.text("address")?,
        representative: row.text("representative")?,
        capital_fen: row.int("capital_fen")?,
        scope_text: row.text("scope_text")?,
        terms: terms.iter().map(|row| Ok(row.text("term")?)).collect::<Result<_, Failure>>()?,
        free_trade_zone: row.int("free_trade_zone")? == 1,
        owner: row.opt_text("owner")?.and_then(|id| AccountId::parse(&id)),
        registered: day_of(row.int("registered_day")?),
        id: EnterpriseId::parse(&id).ok_or_else(|| Fault::stored("enterprise id", &id))?,
    })
}

/// The enterprises an account registered, newest first.
pub fn of_owner(app: &App, account: AccountId, limit: u32) -> Result<Vec<Enterprise>, Failure> {
    app.view("registry.of_owner", move |tx| {
        let rows = tx.query(
            &format!("select {COLUMNS} from enterprise where owner = $1 order by id desc limit $2"),
            params![account.to_string(), limit.min(100)],
        )?;
        rows.iter().map(|row| from_row(tx, row)).collect()
    })
}

/// An enterprise by its credit code: public facts of the register.
pub fn by_credit_code(app: &App, code: &str) -> Result<Enterprise, Failure> {
    let code = code.to_owned();
    app.view("registry.by_credit_code", move |tx| {
        let row = tx.query_opt(&format!("select {COLUMNS} from enterprise where credit_code = $1"), params![&code])?;
        let row = row.ok_or_else(|| Refusal::new(Code::EnterpriseUnknown))?;
        from_row(tx, &row)
    })
}

/// An enterprise by identity, inside a transaction.
pub fn public(tx: &mut Tx, id: EnterpriseId) -> Result<Enterprise, Failure> {
    let row = tx.query_opt(&format!("select {COLUMNS} from enterprise where id = $1"), params![id.to_string()])?;
    let row = row.ok_or_else(|| Refusal::new(Code::EnterpriseUnknown))?;
    from_row(tx, &row)
}
