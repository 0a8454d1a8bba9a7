//! Which names in Rust come of which place of a document.
//!
//! The lowered document is walked side by side with the conformed one, which the
//! client is generated from and whose schemas bear the names of their types.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::Value;

use super::{
    api::{Api, Name},
    listing::{Operation, operations},
    shape::Node,
};
use crate::{Generated, Pointer, conform::extension};

/// Schemas nested deeper than this are not followed.
const MAX_DEPTH: usize = 64;

/// The names that come of each place, and whether the place itself says so: else it
/// is what the place refers to.
#[derive(Default)]
pub(super) struct Names {
    by_place: BTreeMap<Pointer, BTreeMap<Name, bool>>,
}

impl Names {
    pub(super) fn of(generated: &Generated, api: &Api) -> Self {
        let mut walk = Walk {
            lowered: &generated.lowered,
            conformed: &generated.conformed,
            api,
            names: Self::default(),
            seen: BTreeSet::new(),
        };
        let conformed: BTreeMap<Pointer, &Value> = crate::walk::operations(&generated.conformed)
            .filter_map(|(at, operation)| {
                let origin = extension::origin(operation)?;
                Some((origin, generated.conformed.pointer(at.as_str())?))
            })
            .collect();
        for operation in operations(&generated.lowered).values() {
            if let Some(conformed) = conformed.get(&operation.node.at) {
                walk.operation(operation, conformed);
            }
        }
        walk.components();
        walk.names
    }

    /// The names that come of a place, or of the nearest one around it.
    pub(super) fn at(&self, place: &Pointer) -> impl Iterator<Item = (&Name, bool)> {
        let mut place = Some(place.clone());
        let mut found = None;
        while let (None, Some(here)) = (found, &place) {
            found = self.by_place.get(here);
            place = here.outer();
        }
        found.into_iter().flatten().map(|(name, own)| (name, *own))
    }

    /// The names that come of a place and of what is inside it.
    pub(super) fn inside(&self, place: &Pointer) -> impl Iterator<Item = &Name> {
        let begins = format!("{}/", place.as_str());
        let inside = self.by_place.range(Pointer::from_text(&begins)..);
        let inside = inside
            .take_while(move |(other, _)| other.as_str().starts_with(&begins))
            .map(|(_, names)| names);
        let own = self.by_place.get(place).into_iter();
        own.chain(inside).flat_map(BTreeMap::keys)
    }
}

/// What became of a schema: a type with a name of its own, or not.
#[derive(Clone, Copy)]
struct Became<'w> {
    type_name: Option<&'w str>,
    schema: &'w Value,
}

struct Walk<'w> {
    lowered: &'w Value,
    conformed: &'w Value,
    api: &'w Api,
    names: Names,
    /// Schemas with the type they became and the place that they are used in.
    seen: BTreeSet<(Pointer, Option<Name>, Option<Name>)>,
}

impl<'w> Walk<'w> {
    fn operation(&mut self, operation: &Operation<'w>, conformed: &'w Value) {
        let id = conformed["operationId"].as_str().unwrap_or_default();
        let builder = Name::of_operation(&id.to_snake_case().to_pascal_case());
        self.note(&operation.node.at, &builder, true);
        for parameter in operation.parameters.values() {
            let text = |key| parameter.text(key).unwrap_or_default();
            let all = conformed["parameters"].as_array().into_iter().flatten();
            let Some(found) = all.into_iter().find(|other| {
                wire_name(other, other["name"].as_str().unwrap_or_default()) == text("name")
                    && other["in"] == text("in")
            }) else {
                continue;
            };
            let name = found["name"].as_str().unwrap_or_default();
            let setter = self.api.member(&builder, name);
            self.note(&parameter.at, &setter, true);
            if let Some(schema) = parameter.schema() {
                let became = self.became(&found["schema"]);
                self.schema(&schema, became, Some(&setter), true, MAX_DEPTH);
            }
        }
        let body = operation.node.get("requestBody");
        if let Some(body) = body.map(|body| body.resolved(self.lowered)) {
            let setter = builder.member("body");
            self.body(&body, &conformed["requestBody"], &setter);
        }
        let answer = builder.member("send");
        let responses = operation.node.get("responses");
        let all = || responses.iter().flat_map(Node::members);
        let succeeds = all().any(|(status, _)| status.starts_with('2'));
        // One success is left, under one status for all; errors are the transport's.
        for (status, response) in all() {
            if status.starts_with('2') || status == "default" && !succeeds {
                let response = response.resolved(self.lowered);
                self.body(&response, &conformed["responses"]["2XX"], &answer);
            }
        }
    }

    /// A body in any of its media types.
    fn body(&mut self, body: &Node<'w>, conformed: &'w Value, name: &Name) {
        self.note(&body.at, name, true);
        let content = body.get("content");
        let kept = conformed["content"]
            .as_object()
            .and_then(|all| all.values().next());
        let kept = kept.map_or(&Value::Null, |media| &media["schema"]);
        for (_, media) in content.iter().flat_map(Node::members) {
            self.note(&media.at, name, true);
            if let Some(schema) = media.get("schema") {
                self.schema(&schema, self.became(kept), Some(name), true, MAX_DEPTH);
            }
        }
    }

    /// Components get a type each, whether or not an operation uses them.
    fn components(&mut self) {
        let root = Node::root(self.lowered).get("components");
        let schemas = root.and_then(|root| root.get("schemas"));
        let all = self.conformed.pointer("/components/schemas");
        let all = all.and_then(Value::as_object);
        for (name, lowered) in schemas.iter().flat_map(Node::members) {
            let known = self.names.by_place.contains_key(&lowered.at);
            let mut all = all.into_iter().flatten();
            let found = all.find(|(other, _)| *other == name || **other == name.to_pascal_case());
            if let (false, Some((name, schema))) = (known, found) {
                let became = Became {
                    type_name: Some(name),
                    schema,
                };
                self.schema(&lowered, became, None, true, MAX_DEPTH);
            }
        }
    }

    /// A schema and what became of it, in the field or parameter `name`.
    fn schema(
        &mut self,
        lowered: &Node<'w>,
        became: Became<'w>,
        name: Option<&Name>,
        own: bool,
        depth: usize,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let type_name = became.type_name.map(Name::of_type);
        let seen = (lowered.at.clone(), type_name.clone(), name.cloned());
        if !self.seen.insert(seen) {
            return;
        }
        let target = lowered.target(self.lowered);
        if let Some(name) = name {
            self.note(&lowered.at, name, own);
        }
        // A reference is not where its type comes of.
        if let Some(name) = &type_name {
            self.note(&lowered.at, name, target.is_none());
        }
        if let Some(target) = target {
            self.schema(&target, became, name, false, depth);
            return;
        }
        for keyword in ["allOf", "oneOf", "anyOf"] {
            for part in lowered.get(keyword).iter().flat_map(Node::items) {
                self.schema(&part, became, name, own, depth);
            }
        }
        // What is inside a type of its own belongs to that.
        let name = type_name.as_ref().or(name);
        if let Some(items) = lowered.get("items") {
            self.schema(
                &items,
                self.became(&became.schema["items"]),
                name,
                own,
                depth,
            );
        }
        let properties = became.schema["properties"].as_object();
        if let (Some(owner), Some(properties)) = (&type_name, properties) {
            for (property, lowered) in lowered.properties() {
                let mut all = properties.iter();
                if let Some((key, schema)) =
                    all.find(|(key, schema)| wire_name(schema, key) == property)
                {
                    let field = self.api.member(owner, key);
                    self.schema(&lowered, self.became(schema), Some(&field), true, depth);
                }
            }
        }
        let rest = type_name.as_ref().filter(|_| properties.is_some());
        let rest = rest.map(|owner| owner.member("extra"));
        if let Some(values) = lowered.get("additionalProperties") {
            let became = self.became(&became.schema["additionalProperties"]);
            self.schema(&values, became, rest.as_ref().or(name), own, depth);
        }
    }

    /// The type that a conformed schema is, through references.
    fn became(&self, schema: &'w Value) -> Became<'w> {
        let mut became = Became {
            type_name: None,
            schema,
        };
        for _ in 0..MAX_DEPTH {
            let parts =
                ["allOf", "oneOf", "anyOf"].map(|keyword| became.schema[keyword].as_array());
            let only = parts.into_iter().flatten().find(|parts| parts.len() == 1);
            let reference = became.schema["$ref"].as_str();
            let name = reference.and_then(|text| text.strip_prefix("#/components/schemas/"));
            let all = self.conformed.pointer("/components/schemas");
            let found = name.and_then(|name| all?.as_object()?.get_key_value(name));
            became = match (found, only.and_then(|only| only.first())) {
                (Some((name, schema)), _) => Became {
                    type_name: Some(name),
                    schema,
                },
                (None, Some(schema)) => Became { schema, ..became },
                (None, None) => break,
            };
        }
        became
    }

    fn note(&mut self, place: &Pointer, name: &Name, own: bool) {
        let names = self.names.by_place.entry(place.clone()).or_default();
        *names.entry(name.clone()).or_default() |= own;
    }
}

/// The name that is sent, where the generator was given another.
fn wire_name<'v>(value: &'v Value, name: &'v str) -> &'v str {
    value[extension::WIRE_NAME].as_str().unwrap_or(name)
}
