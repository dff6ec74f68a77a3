//! Two server processes on one PostgreSQL: what must hold once holds once, whoever is asked.

use crate::Place;
use rules::access::Role;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::sync::Barrier;
use testkit::{City, Founder, On, PASSWORD};

/// A running server; it ends with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(place: &Place, database: &str) -> Server {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let mut command = place.command(&["serve", "--no-work", "--listen", &address, "--database-url", database]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        assert!(
            lines.any(|line| line.is_ok_and(|line| line.contains("serving"))),
            "the server did not start"
        );
        // Somebody must read on, or the server would wait for room in the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Server { child, address }
    }

    fn post(&self, path: &str, token: Option<&str>, body: &Value) -> (u16, Value) {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut request = agent.post(format!("http://{}/api/v1{path}", self.address));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut answer = request.send_json(body).unwrap();
        (answer.status().as_u16(), answer.body_mut().read_json().unwrap())
    }

    /// A session of this founder and a draft of his.
    fn draft(&self, founder: &Founder) -> (String, String) {
        let credentials = json!({"account": founder.person.login, "password": PASSWORD});
        let (_, session) = self.post("/sessions", None, &credentials);
        let token = session["token"].as_str().unwrap().to_owned();
        let (status, draft) = self.post("/registrations", Some(&token), &json!({"terms": ["H2002"]}));
        assert_eq!(status, 201, "{draft}");
        (token, draft["id"].as_str().unwrap().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Proves REG-05.
#[test]
fn two_server_processes_give_a_name_once() {
    let city = City::open(On::Postgres);
    city.officer("market-supervision", &[Role::Administrator]);
    let founders = [city.founder("李明"), city.founder("王芳")];
    let place = Place::new("two-servers");
    place.good(&["migrate", "--database-url", &city.url]);
    let servers = [(); 2].map(|()| Server::start(&place, &city.url));
    let drafts = [servers[0].draft(&founders[0]), servers[1].draft(&founders[1])];
    for trade_name in [
        "云上青禾",
        "江南春晓",
        "山水人家",
        "竹林听雨",
        "海天一色",
        "金秋时节",
        "北斗星辰",
        "长河落日",
    ] {
        let body = json!({"name": format!("杭州{trade_name}餐饮有限公司")});
        let start = Barrier::new(2);
        let ask = |server: &Server, (token, id): &(String, String)| {
            start.wait();
            server.post(&format!("/registrations/{id}/name"), Some(token), &body)
        };
        let (left, right) = std::thread::scope(|scope| {
            let left = scope.spawn(|| ask(&servers[0], &drafts[0]));
            let right = scope.spawn(|| ask(&servers[1], &drafts[1]));
            (left.join().unwrap(), right.join().unwrap())
        });
        let mut statuses = [left.0, right.0];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422], "{trade_name}: {left:?} {right:?}");
        let refused = if left.0 == 422 { left.1 } else { right.1 };
        assert_eq!(refused["code"], "name-taken", "{trade_name}");
    }
}
