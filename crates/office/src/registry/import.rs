//! Import of an existing register: one act for each thousand enterprises, nothing half done.

use super::names;
use crate::application::day_number;
use crate::bureau::{App, Caller};
use crate::failure::Failure;
use rules::access::Grant;
use rules::calendar::Date;
use rules::ids::EnterpriseId;
use rules::registry::address::{Address, AddressKey};
use rules::registry::credit_code::CreditCode;
use rules::registry::scope::licence_text;
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sql::{Value, params};

/// An enterprise registered before the platform.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Imported {
    pub credit_code: String,
    pub name: String,
    pub kind: String,
    pub street: String,
    pub detail: String,
    pub representative: String,
    pub capital_fen: i64,
    pub terms: Vec<String>,
    /// `YYYY-MM-DD`.
    pub registered: String,
    /// Account that may act for it, if any.
    pub owner: Option<String>,
}

/// Brings in at most a thousand enterprises in one act; the first bad row refuses the whole thousand and is named.
pub fn import(app: &App, caller: &Caller, rows: Vec<Imported>) -> Result<usize, Failure> {
    let done = app.act(Grant::EnterpriseImport, caller, rows, |office, rows: &Vec<Imported>| {
        if rows.len() > 1_000 {
            return Err(Refusal::field(Code::FieldInvalid, "rows").into());
        }
        let place = office.actor.place.clone();
        let shelf = office.shelf.clone();
        let (mut enterprises, mut terms) = (Vec::with_capacity(rows.len()), Vec::new());
        for (number, row) in rows.iter().enumerate() {
            let wrong = |field: &str| Refusal::field(Code::FieldInvalid, field).with("row", number + 1);
            let code = CreditCode::parse(&row.credit_code).ok_or_else(|| wrong("credit_code"))?;
            let registered: Date = row.registered.parse().map_err(|_| wrong("registered"))?;
            let wording = shelf.files().wordings.last().ok_or_else(|| wrong("terms"))?;
            let scope = licence_text(&shelf.scope_terms(&row.terms), &wording.wording).map_err(|_| wrong("terms"))?;
            let address = Address {
                division: place.clone(),
                street: row.street.clone(),
                detail: row.detail.clone(),
            };
            let key = AddressKey::of(&address, &[], &shelf.names().places);
            let id = EnterpriseId(office.id()).to_string();
            enterprises.push(vec![
                Value::from(id.as_str()),
                Value::from(code.as_str()),
                Value::from(row.name.as_str()),
                Value::from(row.kind.as_str()),
                Value::from(format!("{}00", place.get(..4).unwrap_or("0000"))),
                Value::from(place.as_str()),
                Value::from(row.street.as_str()),
                Value::from(row.detail.as_str()),
                Value::from(key.as_str()),
                Value::from("none"),
                Value::from(row.representative.as_str()),
                Value::from(row.capital_fen),
                Value::from(scope),
                Value::from(0i64),
                Value::from(0i64),
                Value::from("registered"),
                Value::from(row.owner.clone()),
                Value::from(day_number(registered)),
                Value::from(1i64),
            ]);
            let codes = row.terms.iter().zip(0i64..);
            terms.extend(codes.map(|(term, at)| vec![Value::from(id.as_str()), Value::from(term.as_str()), Value::from(at)]));
            let hold = names::hold(office, &row.name, &place, "register", "registered", Date::MAX).map_err(|failure| match failure {
                Failure::Refused(refusal) => Failure::Refused(refusal.with("row", number + 1)),
                fault => fault,
            })?;
            let values = params![hold.to_string(), id.as_str()].to_vec();
            office
                .tx
                .execute("update name_hold set enterprise_id = $2 where id = $1", &values)?;
            office.changed("enterprise", &id, "registered");
        }
        office.tx.insert_many(
            "enterprise (id, credit_code, name, kind, home, place, street, address, address_key, address_match, representative, capital_fen,
               scope_text, duration_years, free_trade_zone, state, owner, registered_day, version)",
            &enterprises,
        )?;
        office.tx.insert_many("enterprise_term (enterprise_id, term, position)", &terms)?;
        Ok(rows.len())
    })?;
    Ok(done.result)
}
