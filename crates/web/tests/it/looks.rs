//! The table of looks: every page that is looked at, at least once with each kind of content, by somebody who may.

use crate::town::{Town, Who};

/// What a look gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// A whole page.
    Page,
    /// A part of a page, for htmx.
    Part,
    /// A file.
    File,
    /// JSON.
    Data,
    /// Another address.
    Elsewhere,
}

/// One look.
pub struct Look {
    pub who: Who,
    /// As `web::pages` has it.
    pub route: &'static str,
    pub path: fn(&Town) -> String,
    pub gives: Gives,
}

macro_rules! looks {
    ($($who:ident $gives:ident $route:literal $(=> $path:expr)?;)*) => {
        pub const LOOKS: &[Look] = &[$(Look { who: Who::$who, route: $route, path: looks!(@path $route $(, $path)?), gives: Gives::$gives },)*];
    };
    (@path $route:literal, $path:expr) => { $path };
    (@path $route:literal) => { |_| $route.to_owned() };
}

// looks! { Founder Page "/apply/{id}" => |town| format!("/apply/{}", town.draft); } is one line for each page; without `=>`
// the address is the route itself.
looks! {
    Visitor Page "/";
    Visitor Page "/sign-in";
    Visitor Page "/sign-in" => |_| "/sign-in?next=%2Fme".to_owned();
    Visitor Page "/sign-up";
    Visitor Elsewhere "/prefer" => |_| "/prefer?lang=en&back=%2Fverify".to_owned();

    Visitor Page "/api";
    Visitor Data "/api/openapi.json";
    Visitor Elsewhere "/api/problems/{code}" => |_| "/api/problems/not-found".to_owned();
    Visitor Page "/third-party";

    Visitor Page "/guide";
    Visitor Page "/guide" => |_| "/guide?q=%E7%81%AB%E9%94%85".to_owned();
    Visitor Page "/guide" => |_| "/guide?term=H2002&term=F1040".to_owned();
    Visitor Page "/guide" => |_| "/guide?term=R5018".to_owned();
    Visitor Page "/guide" => |_| "/guide?q=%E9%AD%91%E9%AD%85%E9%AD%8D%E9%AD%89".to_owned();
    Visitor Part "/guide/suggestions" => |_| "/guide/suggestions?q=%E7%81%AB%E9%94%85".to_owned();
    Visitor Page "/trades";
    Visitor Page "/trades/{code}" => |_| "/trades/restaurant".to_owned();
    Visitor Page "/trades/{code}" => |_| "/trades/cinema?scene=domestic".to_owned();
    Visitor Page "/trades/{code}" => |_| "/trades/gym?scene=small".to_owned();
    Visitor Page "/trades/{code}" => |_| "/trades/car-repair".to_owned();
    Visitor Page "/matters";
    Visitor Page "/matters" => |_| "/matters?q=%E9%A3%9F%E5%93%81".to_owned();
    Visitor Page "/matters/{code}" => |_| "/matters/food-business".to_owned();
    Visitor Page "/matters/{code}" => |_| "/matters/public-hygiene".to_owned();
    Visitor Page "/matters/{code}" => |_| "/matters/prepackaged-food-filing".to_owned();
    Visitor Page "/matters/{code}" => |_| "/matters/foreign-trade-filing".to_owned();
    Visitor Page "/matters/visits";
    Visitor Page "/matters/visits" => |_| "/matters/visits?day=2022-12-31".to_owned();
    Visitor Page "/matters/visits" => |_| "/matters/visits?day=2020-01-01".to_owned();
    Visitor File "/matters/visits/list" => |_| "/matters/visits/list?day=2026-11-02".to_owned();
    Visitor Page "/matters/report";
    Visitor Page "/matters/report" => |_| "/matters/report?matter=food-business".to_owned();
    Visitor Page "/matters/report/outcome";
    Visitor Page "/reform";
    Visitor Page "/reform" => |_| "/reform?mode=record_filing&level=county".to_owned();
    Visitor File "/reform/list" => |_| "/reform/list?mode=notification_commitment".to_owned();
    Visitor Page "/guide/notice/{number}" => notice;
    Visitor File "/guide/notice/{number}/pdf" => |town| format!("{}/pdf", notice(town));
    Visitor Data "/api/v1/scope-terms" => |_| "/api/v1/scope-terms?q=%E7%81%AB%E9%94%85&limit=5".to_owned();
    Visitor Data "/api/v1/calendar/due" => |_| "/api/v1/calendar/due?start=2026-02-13&working_days=3".to_owned();
    Visitor Data "/api/v1/catalogue/edition";

    Visitor Page "/verify";
    Visitor Page "/v/{reference}" => |town| format!("/v/{}", town.licence.statement.reference);
    Visitor Page "/v/{reference}" => |town| format!("/v/{}", town.permit.statement.reference);
    Visitor File "/v/{reference}/signed" => |town| format!("/v/{}/signed", town.licence.statement.reference);
    Visitor Data "/api/v1/certificates/{reference}" => |town| format!("/api/v1/certificates/{}", town.permit.statement.reference);
    Founder Data "/api/v1/certificates";
    Founder Page "/me/papers";
    Neighbour Page "/me/papers";
    Founder File "/certificates/{id}/pdf" => |town| format!("/certificates/{}/pdf", town.licence.id);
    Approver File "/certificates/{id}/pdf" => |town| format!("/certificates/{}/pdf", town.permit.id);

    Founder Page "/open";
    Visitor Page "/open";
    Founder Page "/open/{id}/scope" => |town| format!("/open/{}/scope", town.registration);
    Founder Page "/open/{id}/name" => |town| format!("/open/{}/name", town.registration);
    Founder Page "/open/{id}/address" => |town| format!("/open/{}/address", town.registration);
    Founder Page "/open/{id}/people" => |town| format!("/open/{}/people", town.registration);
    Founder Page "/open/{id}/check" => |town| format!("/open/{}/check", town.registration);
    Founder Page "/open/{id}/done" => |town| format!("/open/{}/done", town.registered);
    Founder Data "/api/v1/enterprises";
    Founder Data "/api/v1/registrations/{id}" => |town| format!("/api/v1/registrations/{}", town.registration);

    Founder Page "/me";
    Neighbour Page "/me";
    Founder Page "/apply/start" => |_| "/apply/start?matter=food-business".to_owned();
    Founder Page "/apply/{id}" => |town| format!("/apply/{}", town.draft);
    Founder Page "/apply/{id}/check" => |town| format!("/apply/{}/check", town.draft);
    Founder Page "/apply/{id}/commitment" => |town| format!("/apply/{}/commitment", town.commitment);
    Founder Page "/apply/{id}/fix" => |town| format!("/apply/{}/fix", town.correcting);
    Founder Page "/apply/{id}/receipt" => |town| format!("/apply/{}/receipt", town.submitted);
    Founder Page "/me/applications/{id}" => |town| format!("/me/applications/{}", town.submitted);
    Founder Page "/me/applications/{id}" => |town| format!("/me/applications/{}", town.correcting);
    Founder Page "/me/applications/{id}" => |town| format!("/me/applications/{}", town.refused);
    Founder Page "/me/applications/{id}" => |town| format!("/me/applications/{}", town.issued);
    Founder File "/applications/{id}/letters/{kind}" => |town| format!("/applications/{}/letters/decision", town.refused);
    Approver File "/applications/{id}/letters/{kind}" => |town| format!("/applications/{}/letters/receipt", town.accepted);
    Visitor Page "/track";
    Founder Data "/api/v1/applications";
    Founder Data "/api/v1/applications/{id}" => |town| format!("/api/v1/applications/{}", town.accepted);

    Approver Elsewhere "/desk";
    Approver Page "/desk/mine";
    Window Page "/desk/mine";
    Registrar Page "/desk/mine";
    Supervisor Page "/desk/mine";
    Approver File "/desk/mine/export";
    Approver Part "/desk/preview/{id}" => |town| format!("/desk/preview/{}", town.submitted);
    Approver Page "/desk/applications/{id}" => |town| format!("/desk/applications/{}", town.submitted);
    Approver Page "/desk/applications/{id}" => |town| format!("/desk/applications/{}?tab=form", town.accepted);
    Approver Page "/desk/applications/{id}" => |town| format!("/desk/applications/{}?tab=papers", town.accepted);
    Approver Page "/desk/applications/{id}" => |town| format!("/desk/applications/{}?tab=opinions", town.accepted);
    Approver Page "/desk/applications/{id}" => |town| format!("/desk/applications/{}?tab=letters", town.refused);
    Approver Page "/desk/applications/{id}" => |town| format!("/desk/applications/{}?tab=record", town.issued);
    Approver Page "/desk/applications/{id}/review" => |town| format!("/desk/applications/{}/review", town.accepted);
    Approver Page "/desk/applications/{id}/fix" => |town| format!("/desk/applications/{}/fix", town.submitted);
    Approver Page "/desk/applications/{id}/decide" => |town| format!("/desk/applications/{}/decide", town.accepted);

    Regulator Page "/desk/pushed";
    Regulator Page "/desk/pushed" => |_| "/desk/pushed?tab=done".to_owned();
    Regulator Page "/desk/pushed/{id}" => |town| format!("/desk/pushed/{}", town.push);
    Regulator Page "/desk/overdue";
    Keeper Page "/admin/assignment";
    Supervisor Page "/admin/assignment" => |_| "/admin/assignment?unit=market-supervision".to_owned();
    Keeper Page "/admin/matters";
    Keeper Page "/admin/places";
    Supervisor Page "/admin/matters";
    Keeper Page "/admin/editions/{number}" => |town| format!("/admin/editions/{}", town.edition);
    Supervisor Page "/admin/editions/{number}" => |town| format!("/admin/editions/{}?q=%E5%8D%AB%E7%94%9F", town.edition);
    Keeper Page "/admin/editions/{number}/matters/{code}" => |town| format!("/admin/editions/{}/matters/tobacco-retail", town.edition);
    Supervisor Page "/admin/editions/{number}/matters/{code}" => |town| format!("/admin/editions/{}/matters/public-hygiene", town.edition);
    Keeper Page "/admin/compare";
    Supervisor Page "/admin/compare" => |town| format!("/admin/compare?edition={}&view=matched&q=%E5%8D%AB%E7%94%9F", town.edition);
    Keeper Page "/admin/editions/{number}/import" => |town| format!("/admin/editions/{}/import", town.edition);
    Supervisor Page "/admin/editions/{number}/import" => |town| format!("/admin/editions/{}/import", town.edition);
    Keeper Page "/admin/editions/{number}/import/{position}" => |town| format!("/admin/editions/{}/import/1", town.edition);
    Keeper Page "/admin/editions/{number}/import/{position}" => |town| format!("/admin/editions/{}/import/2", town.edition);
    Keeper File "/admin/editions/{number}/import/{position}/report" => |town| format!("/admin/editions/{}/import/1/report", town.edition);
    Keeper Page "/admin/editions/{number}/file" => |town| format!("/admin/editions/{}/file?path=catalogue%2Ftrades.toml", town.edition);
    Keeper Page "/admin/term-feedback";
    Supervisor Page "/admin/term-feedback";
    Keeper Page "/admin/term-feedback/{id}" => |town| format!("/admin/term-feedback/{}", town.gap);
    Keeper Page "/admin/term-feedback/{id}" => |town| format!("/admin/term-feedback/{}?done=report", town.reported_gap);
    Supervisor Page "/admin/term-feedback/{id}" => |town| format!("/admin/term-feedback/{}", town.reported_gap);
    Keeper Page "/admin/proof-reports";
    Supervisor Page "/admin/proof-reports" => |_| "/admin/proof-reports?tab=disposed".to_owned();
    Keeper Page "/admin/proof-reports/{id}" => |town| format!("/admin/proof-reports/{}", town.proof_report);
    Supervisor Page "/admin/proof-reports/{id}" => |town| format!("/admin/proof-reports/{}", town.disposed_report);
    Registrar Page "/desk/term-wishes";
    Keeper Page "/admin/editions/{number}/tables" => |town| format!("/admin/editions/{}/tables", town.edition);
    Supervisor Page "/admin/editions/{number}/tables" => |town| format!("/admin/editions/{}/tables", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}" => |town| format!("/admin/editions/{}/tables/terms?wish=%E7%81%AB%E9%94%85", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}" => |town| format!("/admin/editions/{}/tables/corrections?page=2", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}" => |town| format!("/admin/editions/{}/tables/units?only=changed", town.edition);
    Supervisor Page "/admin/editions/{number}/tables/{table}" => |town| format!("/admin/editions/{}/tables/listed?q=%E9%A3%9F%E5%93%81", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}/{row}" => |town| format!("/admin/editions/{}/tables/terms/H2002", town.edition);
    Supervisor Page "/admin/editions/{number}/tables/{table}/{row}" => |town| format!("/admin/editions/{}/tables/terms/H2002", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}/{row}" => |town| format!("/admin/editions/{}/tables/facts/foreign_investor", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}/{row}" => |town| format!("/admin/editions/{}/tables/everyday/%E7%81%AB%E9%94%85", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}/{row}" => |town| format!("/admin/editions/{}/tables/trades/restaurant", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}/{row}" => |town| format!("/admin/editions/{}/tables/units/{}", town.edition, crate::town::CHANGED_UNIT);
    Keeper Page "/admin/editions/{number}/tables/{table}/{row}" => |town| format!("/admin/editions/{}/tables/listed/L001", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}/{row}" => |town| format!("/admin/editions/{}/tables/proofs/kinship", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}/{row}" => |town| format!("/admin/editions/{}/tables/visits/1%40food-business", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}/{row}" => |town| format!("/admin/editions/{}/tables/power_items/XK-001", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}" => |town| format!("/admin/editions/{}/tables/powers", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}" => |town| format!("/admin/editions/{}/tables/changes", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}" => |town| format!("/admin/editions/{}/tables/duty_items", town.edition);
    Keeper Page "/admin/editions/{number}/tables/{table}/{row}/remove" => |town| format!("/admin/editions/{}/tables/units/health/remove", town.edition);
    Keeper Page "/admin/editions/{number}/add/{table}" => |town| format!("/admin/editions/{}/add/corrections?row.term=H2002", town.edition);
    Keeper Page "/admin/calendar";
    Supervisor Page "/admin/calendar" => |_| "/admin/calendar?year=2025&q=exchange".to_owned();
    Keeper Page "/admin/editions/{number}/views/{view}" => |town| format!("/admin/editions/{}/views/letters", town.edition);
    Keeper Page "/admin/editions/{number}/views/{view}" => |town| format!("/admin/editions/{}/views/checks?q=%E5%8D%AB%E7%94%9F", town.edition);
    Supervisor Page "/admin/editions/{number}/views/{view}" => |town| format!("/admin/editions/{}/views/pushes?only=alarms", town.edition);
    Keeper Page "/admin/editions/{number}/views/{view}" => |town| format!("/admin/editions/{}/views/rules?term=R5002&fact_foreign_investor=yes", town.edition);
    Keeper Page "/admin/editions/{number}/matters/{code}/guide" => |town| format!("/admin/editions/{}/matters/public-hygiene/guide", town.edition);
    Keeper Page "/admin/editions/{number}/codes" => |town| format!("/admin/editions/{}/codes?q=%E9%A3%9F%E5%93%81", town.edition);
    Regulator Data "/api/v1/pushes";
    Regulator Data "/api/v1/pushes/{id}" => |town| format!("/api/v1/pushes/{}", town.push);
    Regulator Data "/api/v1/duties/overdue";
}

/// A notice is handed out once; asking again with the same form token gives the same one.
fn notice(town: &Town) -> String {
    let form = [
        ("term", "H2002"),
        ("place", testkit::PLACE),
        ("form_token", "a notice of the table of looks"),
    ];
    let answer = town.site.post("/guide/notice", &form, crate::site::STRANGER);
    answer.header("location").to_owned()
}
