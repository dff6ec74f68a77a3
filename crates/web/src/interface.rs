//! 开放接口: the whole of `/api/v1` as an OpenAPI 3.1 document, made of the types that the rows declare beside their
//! functions, and the same as a page to read. Beside it the licences of what we took from others.

use crate::edge::Page;
use crate::fault::{self, Problem};
use crate::hall::{Assets, Hall};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::{Failure, Fault};
use rules::{Code, Refusal};
use serde::Serialize;
use serde::ser::Error as _;
use serde_json::{Map, Value, json};
use utoipa::{OpenApi, openapi};

/// The pages of this part.
pub fn pages() -> Vec<Page> {
    vec![
        Page::get("/api", page),
        Page::get("/api/openapi.json", openapi_json),
        Page::get("/api/problems/{code}", problem),
        Page::get("/third-party", third_party),
    ]
}

/// Tag of what anybody may call; everything else needs a token.
const OPEN: &str = "open";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Zhunying open interface",
        description = "Licences, permits and pushes: the same acts as the pages, the same refusals. Times are RFC 3339 in legal time (+08:00), days are YYYY-MM-DD, money is in fen."
    ),
    components(schemas(Problem)),
    tags(
        (name = "open", description = "For anybody."),
        (name = "signed-in", description = "Needs a bearer token from POST /api/v1/sessions.")
    )
)]
struct Ground;

/// Everything under `/api/v1`, described: paths and schemas of all rows, then what holds for every one of them.
pub fn document() -> Result<Value, serde_json::Error> {
    let mut whole = Ground::openapi();
    for part in parts() {
        check_names(&whole, &part)?;
        whole.merge(part);
    }
    let mut document = serde_json::to_value(whole)?;
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        let bearer = json!({"type": "http", "scheme": "bearer", "description": "The token of POST /api/v1/sessions."});
        components.insert("securitySchemes".to_owned(), json!({ "bearer": bearer }));
    }
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for operations in paths.values_mut().filter_map(Value::as_object_mut) {
            for (method, operation) in operations.iter_mut() {
                if let Some(operation) = operation.as_object_mut() {
                    complete(method, operation);
                }
            }
        }
    }
    Ok(document)
}

fn parts() -> Vec<openapi::OpenApi> {
    vec![
        crate::access::Interface::openapi(),
        crate::catalogue::Interface::openapi(),
        crate::certificates::Interface::openapi(),
        crate::exchange::Interface::openapi(),
        crate::registry::Interface::openapi(),
        crate::licensing::Interface::openapi(),
    ]
}

/// Merging keeps the first of two schemas with one name, so that two rows must not mean different things by it.
fn check_names(whole: &openapi::OpenApi, part: &openapi::OpenApi) -> Result<(), serde_json::Error> {
    let (Some(known), Some(new)) = (&whole.components, &part.components) else {
        return Ok(());
    };
    let clash = new
        .schemas
        .iter()
        .find(|(name, schema)| known.schemas.get(*name).is_some_and(|other| other != *schema));
    match clash {
        Some((name, _)) => Err(serde_json::Error::custom(format!("two schemas are called {name}"))),
        None => Ok(()),
    }
}

/// Every refusal is a problem document, every write takes an idempotency key, and what is not open needs a token.
fn complete(method: &str, operation: &mut Map<String, Value>) {
    let security = if is_open(operation) { json!([]) } else { json!([{"bearer": []}]) };
    operation.insert("security".to_owned(), security);
    if let Some(answers) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        answers.insert(
            "default".to_owned(),
            json!({
                "description": "Refused by the law, by its form, or the world failed.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            }),
        );
    }
    if method == "post" {
        let key = json!({
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": "The same key with the same body gets the same answer for at least 30 days; with another body 409.",
            "schema": {"type": "string", "maxLength": 255}
        });
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        if let Some(parameters) = parameters.as_array_mut() {
            parameters.push(key);
        }
    }
}

fn is_open(operation: &Map<String, Value>) -> bool {
    let tags = operation.get("tags").and_then(Value::as_array);
    tags.is_some_and(|tags| tags.iter().any(|tag| tag == OPEN))
}

/// `GET /api/openapi.json`
fn openapi_json(_: &Hall, _: &Visit) -> Result<Reply, Failure> {
    Ok(Reply::json(document()?))
}

#[derive(Serialize)]
struct ApiContext {
    base: String,
    operations: Vec<OperationView>,
    schemas: Vec<SchemaView>,
    problems: Vec<ProblemView>,
}

#[derive(Serialize)]
struct OperationView {
    id: String,
    method: String,
    path: String,
    title: String,
    open: bool,
    parameters: Vec<FieldView>,
    body: Option<TypeView>,
    answers: Vec<AnswerView>,
}

#[derive(Serialize)]
struct AnswerView {
    status: String,
    text: String,
    body: Option<TypeView>,
}

#[derive(Serialize)]
struct FieldView {
    name: String,
    required: bool,
    kind: TypeView,
    text: String,
}

/// A type in words, with the schema it leads to.
#[derive(Serialize)]
struct TypeView {
    text: String,
    schema: Option<String>,
}

#[derive(Serialize)]
struct SchemaView {
    name: String,
    text: String,
    fields: Vec<FieldView>,
}

#[derive(Serialize)]
struct ProblemView {
    code: &'static str,
    status: u16,
    text: String,
    article: Option<&'static str>,
}

/// `GET /api`: the document for people.
fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (words, document) = (hall.words(visit), document()?);
    let context = ApiContext {
        base: hall.public_href("/api/v1"),
        operations: operations(words, &document),
        schemas: schemas(&document),
        problems: problems(words),
    };
    let about = About {
        title: words.word("nav.api"),
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "api.html", &about, context)?))
}

fn operations(words: &Wording, document: &Value) -> Vec<OperationView> {
    let mut views = Vec::new();
    for (path, methods) in object(document.get("paths")) {
        for (method, operation) in object(Some(methods)) {
            views.push(operation_view(words, path, method, operation));
        }
    }
    // What is open comes first; inside, the order of the addresses.
    views.sort_by_key(|view| !view.open);
    views
}

fn operation_view(words: &Wording, path: &str, method: &str, operation: &Value) -> OperationView {
    let id = text(operation.get("operationId"));
    let title = words.word(&format!("api_operation.{id}"));
    // The idempotency key is told once, for all writes.
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let parameters = parameters.filter(|parameter| parameter.get("in").and_then(Value::as_str) != Some("header"));
    let answers = object(operation.get("responses")).filter(|(status, _)| *status != "default");
    OperationView {
        id,
        method: method.to_uppercase(),
        path: path.to_owned(),
        title,
        open: operation.as_object().is_some_and(is_open),
        parameters: parameters.map(parameter_view).collect(),
        body: operation.get("requestBody").and_then(body_type),
        answers: answers
            .map(|(status, answer)| AnswerView {
                status: status.to_owned(),
                text: text(answer.get("description")),
                body: body_type(answer),
            })
            .collect(),
    }
}

fn parameter_view(parameter: &Value) -> FieldView {
    let place = text(parameter.get("in"));
    FieldView {
        name: text(parameter.get("name")),
        required: parameter.get("required") == Some(&Value::Bool(true)),
        kind: TypeView {
            text: format!("{place} {}", type_view(parameter.get("schema").unwrap_or(&Value::Null)).text),
            schema: None,
        },
        text: text(parameter.get("description")),
    }
}

/// The type of a body or an answer, whatever its media type.
fn body_type(holder: &Value) -> Option<TypeView> {
    object(holder.get("content"))
        .next()
        .and_then(|(_, media)| media.get("schema"))
        .map(type_view)
}

fn schemas(document: &Value) -> Vec<SchemaView> {
    let all = object(document.get("components").and_then(|components| components.get("schemas")));
    all.map(|(name, schema)| SchemaView {
        name: name.to_owned(),
        text: text(schema.get("description")),
        fields: fields(schema),
    })
    .collect()
}

/// The fields of a schema; one made of others (`allOf`) names them with a `…`.
fn fields(schema: &Value) -> Vec<FieldView> {
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let of_part = |part: &Value| match type_view(part) {
            kind @ TypeView { schema: Some(_), .. } => vec![FieldView {
                name: "…".to_owned(),
                required: false,
                kind,
                text: String::new(),
            }],
            TypeView { schema: None, .. } => fields(part),
        };
        return parts.iter().flat_map(of_part).collect();
    }
    let required = schema.get("required").and_then(Value::as_array);
    let required: Vec<&str> = required.into_iter().flatten().filter_map(Value::as_str).collect();
    let all = object(schema.get("properties"));
    all.map(|(name, kind)| FieldView {
        name: name.to_owned(),
        required: required.contains(&name),
        kind: type_view(kind),
        text: text(kind.get("description")),
    })
    .collect()
}

/// A schema in a word: `string`, `Problem`, `Matter[]`, `string | null`, one of its values.
fn type_view(schema: &Value) -> TypeView {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        return TypeView {
            text: name.to_owned(),
            schema: Some(name.to_owned()),
        };
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let values: Vec<String> = values.iter().map(|value| text(Some(value))).collect();
        return plain(values.join(" | "));
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema.get(choice).and_then(Value::as_array) {
            let parts: Vec<TypeView> = parts.iter().map(type_view).collect();
            let schema = parts.iter().find_map(|part| part.schema.clone());
            let texts: Vec<String> = parts.into_iter().map(|part| part.text).collect();
            return TypeView {
                text: texts.join(" | "),
                schema,
            };
        }
    }
    if let Some(items) = schema.get("items") {
        let inner = type_view(items);
        return TypeView {
            text: format!("{}[]", inner.text),
            schema: inner.schema,
        };
    }
    if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
        return plain(format!("{{string: {}}}", type_view(values).text));
    }
    match schema.get("type") {
        Some(Value::Array(types)) => plain(types.iter().map(|one| text(Some(one))).collect::<Vec<_>>().join(" | ")),
        Some(one) => plain(text(Some(one))),
        None => plain("any".to_owned()),
    }
}

fn plain(text: String) -> TypeView {
    TypeView { text, schema: None }
}

fn problems(words: &Wording) -> Vec<ProblemView> {
    let all = Code::ALL.iter().map(|code| ProblemView {
        code: code.name(),
        status: fault::status(*code),
        text: words.refusal(&Refusal::new(*code)),
        article: code.article(),
    });
    all.collect()
}

/// `GET /api/problems/{code}`: where the `type` of a problem document leads.
fn problem(_: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let code = Code::from_name(visit.param("code")).ok_or_else(|| Refusal::new(Code::NotFound))?;
    Ok(Reply::see(format!("/api#problem-{}", code.name())))
}

fn object(value: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    value
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[derive(Serialize)]
struct ThirdPartyContext {
    text: String,
}

/// `GET /third-party`: the licences of what is inside style and script.
fn third_party(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let file = Assets::get("THIRD_PARTY.txt").ok_or_else(|| Fault::world("assets/dist", "THIRD_PARTY.txt is missing"))?;
    let about = About {
        title: hall.words(visit).word("nav.third_party"),
        ..About::default()
    };
    let context = ThirdPartyContext {
        text: String::from_utf8_lossy(&file.data).into_owned(),
    };
    Ok(Reply::html(hall.render(visit, "third-party.html", &about, context)?))
}
