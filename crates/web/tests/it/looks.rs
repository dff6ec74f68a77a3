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
    Visitor Part "/guide/suggestions" => |_| "/guide/suggestions?q=%E7%81%AB%E9%94%85".to_owned();
    Visitor Page "/matters";
    Visitor Page "/matters" => |_| "/matters?q=%E9%A3%9F%E5%93%81".to_owned();
    Visitor Page "/matters/{code}" => |_| "/matters/food-business".to_owned();
    Visitor Page "/matters/{code}" => |_| "/matters/public-hygiene".to_owned();
    Visitor Page "/matters/{code}" => |_| "/matters/prepackaged-food-filing".to_owned();
    Visitor Page "/matters/{code}" => |_| "/matters/foreign-trade-filing".to_owned();
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
    Keeper Page "/admin/matters";
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
