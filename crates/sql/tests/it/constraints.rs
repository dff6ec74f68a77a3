//! Constraint errors carry the same name on both engines, and insert-only tables stay so.

use sql::{Error, params};

use crate::on_both;

const LAW: &str = "
create table place (
    code text not null,
    primary key (code)
);
create table person (
    id bigint not null,
    -- a comment, with (brackets) and a comma
    card text not null constraint person_card unique,
    phone text unique,
    home text not null,
    age bigint not null constraint person_grown check (age >= 18),
    family text not null default 'a, (b',
    given text not null default '',
    seat bigint,
    row_ bigint,
    nick text,
    constraint person_pkey primary key (id),
    constraint person_name unique (family, given),
    constraint person_home foreign key (home) references place (code)
);
create unique index person_seat on person (row_, seat);
create unique index person_nick_folded on person (lower(nick));
create table badge (
    area text not null,
    number bigint not null,
    constraint badge_number_in_area primary key (area, number)
);
insert into place (code) values ('1');
insert into person (id, card, phone, home, age, family, given, seat, row_, nick) values (1, 'c', 'p', '1', 20, 'f', 'g', 1, 1, 'n');
insert into badge (area, number) values ('a', 1);
create table entry (
    id bigint not null,
    body text not null,
    constraint entry_pkey primary key (id)
);
-- insert-only: entry
insert into entry (id, body) values (1, 'kept');
";

fn person(field: &str, value: &str) -> String {
    let mut fields = [
        ("id", "2"),
        ("card", "'d'"),
        ("phone", "'q'"),
        ("home", "'1'"),
        ("age", "20"),
        ("family", "'f'"),
        ("given", "'h'"),
        ("seat", "2"),
        ("row_", "1"),
        ("nick", "'m'"),
    ];
    fields.iter_mut().filter(|(name, _)| *name == field).for_each(|f| f.1 = value);
    let names = fields.map(|f| f.0).join(", ");
    let values = fields.map(|f| f.1).join(", ");
    format!("insert into person ({names}) values ({values})")
}

fn refused<T>(name: &str) -> Result<T, Error> {
    Err(Error::Constraint(name.to_owned()))
}

on_both! {
    fn every_refusal_names_its_constraint(bed) {
        bed.schema(LAW);
        let cases = [
            (person("id", "1"), "person_pkey"),
            (person("card", "'c'"), "person_card"),
            (person("nick", "'N'"), "person_nick_folded"),
            (person("phone", "'p'"), "person_phone_key"),
            (person("home", "'9'"), "foreign_key"),
            (person("age", "17"), "person_grown"),
            (person("given", "'g'"), "person_name"),
            (person("seat", "1"), "person_seat"),
            (person("home", "null"), "person_home_not_null"),
            ("insert into badge (area, number) values ('a', 1)".to_owned(), "badge_number_in_area"),
            ("insert into place (code) values ('1')".to_owned(), "place_pkey"),
            ("delete from place".to_owned(), "foreign_key"),
        ];
        for (text, name) in cases {
            let said = text.clone();
            assert_eq!(bed.write(move |tx| tx.execute(&text, &[])), refused(name), "{said}");
        }
        let good = person("id", "2");
        assert_eq!(bed.write(move |tx| tx.execute(&good, &[])), Ok(1));
    }

    fn an_insert_only_table_takes_rows_and_gives_none_back(bed) {
        bed.schema(LAW);
        assert_eq!(bed.execute("insert into entry (id, body) values (2, 'more')", &[]), Ok(1));
        for text in [
            "update entry set body = 'forged'",
            "delete from entry where id = 1",
            "insert into entry (id, body) values (1, 'forged') on conflict (id) do update set body = excluded.body",
        ] {
            assert_eq!(bed.execute(text, &[]), refused("entry_insert_only"), "{text}");
        }
        let other_way = match bed.db.engine() {
            sql::Engine::Sqlite => "insert or replace into entry (id, body) values (1, 'forged')",
            sql::Engine::Postgres => "truncate entry",
        };
        assert_eq!(bed.execute(other_way, &[]), refused("entry_insert_only"));
        assert_eq!(bed.number("select count(*) as n from entry where body in ('kept', 'more')"), 2);
    }

    /// PostgreSQL gives up a transaction at its first error; SQLite is held to the same.
    fn a_swallowed_error_does_not_pass_for_done(bed) {
        bed.schema(LAW);
        let answer = bed.write(|tx| {
            tx.execute("insert into entry (id, body) values ($1, 'a')", params![5])?;
            let _swallowed = tx.execute("insert into entry (id, body) values (1, 'again')", &[]);
            assert_eq!(tx.query("select 1 as a", &[]), refused("entry_pkey"));
            Ok(())
        });
        assert_eq!(answer, refused("entry_pkey"));
        assert_eq!(bed.number("select count(*) as n from entry where id = 5"), 0);
    }
}
