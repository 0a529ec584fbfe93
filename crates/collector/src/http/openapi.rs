//! `GET /openapi.json`: what this interface takes and gives, generated from the handlers.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use survey::schema;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::error::ErrorBody;

/// What no handler says.
#[derive(OpenApi)]
#[openapi(
    components(schemas(ErrorBody)),
    info(
        title = "Afterword's collector",
        description = "Takes responses in and gives scores out. Every answer may be read by any page; \
                   what is wrong is told with its place and with what would be right.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    )
)]
pub(super) struct Preface;

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_string());

/// This description.
#[utoipa::path(
    get,
    path = "/openapi.json",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json"))
)]
pub(super) async fn openapi() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "max-age=300"),
    ];
    (headers, DOCUMENT.as_str()).into_response()
}

fn document() -> Value {
    let mut openapi = super::described().into_openapi();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let components = openapi.components.get_or_insert_default();
    components.add_security_scheme("token", SecurityScheme::Http(bearer));
    let mut document = json!(openapi);
    let schemas = &mut document["components"]["schemas"];
    embed(schemas, "Response", schema::RESPONSE);
    embed(schemas, "Definition", schema::DEFINITION);
    document
}

/// Puts a published JSON Schema among the others, its own definitions beside it.
fn embed(schemas: &mut Value, name: &str, schema: &str) {
    let place = format!("#/components/schemas/{name}.");
    let schema = schema.replace("#/$defs/", &place);
    let mut schema: Value = serde_json::from_str(&schema).unwrap_or_default();
    if let (Some(schema), Some(schemas)) = (schema.as_object_mut(), schemas.as_object_mut()) {
        schema.remove("$schema");
        if let Some(Value::Object(definitions)) = schema.remove("$defs") {
            let definitions = definitions.into_iter();
            schemas.extend(definitions.map(|(key, value)| (format!("{name}.{key}"), value)));
        }
        schemas.insert(name.to_owned(), schema.clone().into());
    }
}
