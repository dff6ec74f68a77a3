//! The common dialect: what one text may say.

use sql::{Error, Value, params};

use crate::on_both;

const CITY: &str = "
create table shop (
    id bigint not null,
    name text not null,
    street text,
    open bigint not null,
    constraint shop_pkey primary key (id),
    constraint shop_open_flag check (open in (0, 1))
);
create unique index shop_open_name on shop (name) where open = 1;
";

fn shop(id: i64, name: &str, street: Option<&str>, open: bool) -> Vec<Value> {
    params![id, name, street, open].to_vec()
}

on_both! {
    fn parameters_are_bound_by_number_not_by_order(bed) {
        let rows = bed.query(
            "select cast($2 as text) as b, cast($1 as bigint) as a, cast($2 as text) as again, cast($3 as bigint) as none",
            params![7, "二", None::<i64>],
        ).unwrap();
        let row = rows.first().unwrap();
        assert_eq!(row.int("a"), Ok(7));
        assert_eq!(row.text("b"), Ok("二".to_owned()));
        assert_eq!(row.text("again"), Ok("二".to_owned()));
        assert_eq!(row.opt_int("none"), Ok(None));
    }

    fn too_few_or_too_many_parameters_are_refused(bed) {
        let text = "select cast($1 as bigint) as a";
        assert!(matches!(bed.query(text, &[]), Err(Error::Statement(_))));
        assert!(matches!(bed.query(text, params![1, 2]), Err(Error::Statement(_))));
    }

    fn a_wrong_name_or_type_is_another_shape(bed) {
        let rows = bed.query("select cast(1 as bigint) as a, cast('x' as text) as b", &[]).unwrap();
        let row = rows.first().unwrap();
        assert!(matches!(row.int("c"), Err(Error::Shape(_))));
        assert!(matches!(row.int("b"), Err(Error::Shape(_))));
        assert!(matches!(row.text("a"), Err(Error::Shape(_))));
        assert_eq!(row.flag("a"), Ok(true));
    }

    fn query_one_wants_one_row_and_query_opt_at_most_one(bed) {
        let none = "select 1 as a where 1 = 0";
        let two = "select 1 as a union all select 2 as a";
        assert!(matches!(bed.write(move |tx| tx.query_one(none, &[])), Err(Error::Shape(_))));
        assert_eq!(bed.write(move |tx| tx.query_opt(none, &[])), Ok(None));
        assert!(matches!(bed.write(move |tx| tx.query_opt(two, &[])), Err(Error::Shape(_))));
    }

    fn an_upsert_inserts_then_updates(bed) {
        bed.schema(CITY);
        let upsert = "insert into shop (id, name, open) values ($1, $2, 1) \
                      on conflict (id) do update set name = excluded.name returning name";
        for name in ["first", "second"] {
            let row = bed.write(move |tx| tx.query_one(upsert, params![1, name])).unwrap();
            assert_eq!(row.text("name"), Ok(name.to_owned()));
        }
        assert_eq!(bed.number("select count(*) as n from shop"), 1);
    }

    fn a_guarded_update_says_how_many_rows_it_touched(bed) {
        bed.schema(CITY);
        bed.execute("insert into shop (id, name, open) values (1, 'a', 0), (2, 'b', 0)", &[]).unwrap();
        assert_eq!(bed.execute("update shop set open = 1 where open = 0", &[]), Ok(2));
        assert_eq!(bed.execute("update shop set open = 1 where open = $1", params![0]), Ok(0));
        assert_eq!(bed.execute("delete from shop where id = $1 returning id", params![2]), Ok(1));
    }

    fn cte_window_filter_and_like_read_the_same(bed) {
        bed.schema(CITY);
        bed.write(|tx| tx.insert_many("shop (id, name, street, open)", &[
            shop(1, "甲", Some("东街"), true), shop(2, "乙", Some("东街"), false), shop(3, "丙", Some("西街"), true),
        ])).unwrap();
        let rows = bed.query(
            "with seen as (select street, name, open from shop where street like '%' || $1 || '%')
             select street, name, row_number() over (partition by street order by name) as place,
                    cast(sum(open) over (partition by street) as bigint) as opened,
                    (select count(*) filter (where open = 1) from shop) as all_open
             from seen order by street, name",
            params!["街"],
        ).unwrap();
        let read: Vec<_> = rows.iter()
            .map(|r| (r.text("name").unwrap(), r.int("place").unwrap(), r.int("opened").unwrap(), r.int("all_open").unwrap()))
            .collect();
        // Sorted by bytes on both: 东 before 西, 乙 before 甲.
        assert_eq!(read, [("乙".into(), 1, 1, 2), ("甲".into(), 2, 1, 2), ("丙".into(), 1, 1, 2)]);
    }

    fn a_partial_unique_index_binds_only_its_part(bed) {
        bed.schema(CITY);
        bed.execute("insert into shop (id, name, open) values (1, 'a', 0), (2, 'a', 0), (3, 'a', 1)", &[]).unwrap();
        let second = bed.execute("insert into shop (id, name, open) values (4, 'a', 1)", &[]);
        assert_eq!(second, Err(Error::Constraint("shop_open_name".to_owned())));
    }

    fn many_rows_go_in_beyond_the_limit_of_parameters(bed) {
        bed.schema(CITY);
        let rows: Vec<_> = (0..20_000).map(|id| shop(id, "x", None, false)).collect();
        assert_eq!(bed.write(move |tx| tx.insert_many("shop (id, name, street, open)", &rows)), Ok(20_000));
        assert_eq!(bed.number("select count(*) as n from shop"), 20_000);
        assert_eq!(bed.write(|tx| tx.insert_many("shop (id)", &[])), Ok(0));
        let uneven = vec![params![1].to_vec(), params![1, 2].to_vec()];
        assert!(matches!(bed.write(move |tx| tx.insert_many("shop (id)", &uneven)), Err(Error::Statement(_))));
    }

    fn text_with_a_zero_byte_is_refused(bed) {
        assert!(matches!(bed.query("select cast($1 as text) as a", params!["a\0b"]), Err(Error::Statement(_))));
    }

    fn a_misspelt_column_in_quotes_is_an_error(bed) {
        bed.schema(CITY);
        assert!(matches!(bed.query("select \"nmae\" from shop", &[]), Err(Error::Statement(_))));
    }

    fn a_read_cannot_write(bed) {
        bed.schema(CITY);
        assert!(matches!(bed.query("delete from shop", &[]), Err(Error::Unavailable(_))));
    }

    fn a_read_sees_one_state_while_others_write(bed) {
        bed.schema(CITY);
        let (read_once, first_read) = std::sync::mpsc::channel();
        let (written, go_on) = std::sync::mpsc::channel();
        let go_on = std::sync::Mutex::new(go_on);
        let read = bed.db.read("trial.read", move |tx| {
            let count = "select count(*) as n from shop";
            let before = tx.query_one(count, &[])?.int("n")?;
            read_once.send(()).unwrap();
            go_on.lock().unwrap().recv().unwrap();
            Ok::<_, Error>((before, tx.query_one(count, &[])?.int("n")?))
        });
        first_read.recv().unwrap();
        bed.execute("insert into shop (id, name, open) values (1, 'a', 1)", &[]).unwrap();
        written.send(()).unwrap();
        assert_eq!(read.wait(), Ok((0, 0)));
        assert_eq!(bed.number("select count(*) as n from shop"), 1);
    }

    fn a_job_cannot_end_its_transaction(bed) {
        for control in ["commit", "ROLLBACK", "  savepoint x", "end;"] {
            assert!(matches!(bed.execute(control, &[]), Err(Error::Statement(_))), "{control}");
        }
    }

    fn a_pending_answer_can_be_awaited_or_waited_for_inside_a_runtime(bed) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let ask = |tx: &mut sql::Tx| tx.query_one("select 1 as a", &[])?.int("a");
            assert_eq!(bed.db.read("trial.read", ask).await, Ok(1));
            assert_eq!(bed.db.read("trial.read", ask).wait(), Ok(1));
            bed.schema(CITY);
            sql::Database::open(&bed.url, crate::few()).unwrap().ready().unwrap();
        });
    }
}
