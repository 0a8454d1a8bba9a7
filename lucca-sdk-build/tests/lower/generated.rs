//! What is lowered can be generated from.

use lucca_sdk_build::{Settings, generate};
use serde_json::json;

#[test]
fn rules_between_properties_do_not_change_the_types() {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Rules", "version": "1"},
        "paths": {"/cards": {"get": {
            "operationId": "get-card",
            "responses": {"200": {"description": "A card.", "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Card"},
            }}}},
        }}},
        "components": {"schemas": {"Card": {
            "type": "object",
            "properties": {
                "number": {"type": "string"},
                "holder": {"type": ["string", "null"]},
                "digits": {"type": "array", "items": {"type": "integer"}, "contains": {"const": 1}},
            },
            "required": ["number"],
            "dependentRequired": {"holder": ["digits"]},
            "if": {"properties": {"holder": {"const": "me"}}},
            "then": {"required": ["digits"]},
        }}},
    });
    let generated = generate("rules", document, &Settings::default()).unwrap();
    let code = &generated.code;
    for expected in [
        "pub number: ::std::string::String",
        "pub holder: ::std::option::Option",
    ] {
        assert!(code.contains(expected), "no `{expected}` in {code}");
    }
    for keyword in ["dependentRequired", "if", "contains"] {
        let said = format!("the rule that `{keyword}` makes is not checked");
        let noted = generated.notes.iter().any(|note| note.what == said);
        assert!(noted, "{:#?}", generated.notes);
    }
}
