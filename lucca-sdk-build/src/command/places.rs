//! Places: from a JSON pointer to a line and a column of the text.

use std::collections::HashMap;

use lucca_sdk_build::Pointer;
use saphyr_parser::{Event, Parser};

/// Where the values of a document stand in its text. YAML and JSON alike.
#[derive(Default)]
pub(crate) struct Places {
    by_pointer: HashMap<String, (usize, usize)>,
}

/// What is being read: an object waits for a key or for its value.
enum Open {
    Object { at: Pointer, key: Option<Pointer> },
    Array { at: Pointer, next: usize },
}

impl Places {
    /// Reads the places of a text; of one that cannot be parsed, those before the
    /// error.
    pub(crate) fn of(text: &str) -> Self {
        let mut places = Self::default();
        let mut open: Vec<Open> = Vec::new();
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else {
                break;
            };
            let place = (span.start.line(), span.start.col() + 1);
            match event {
                Event::Scalar(value, ..) => {
                    if let Some(Open::Object {
                        at,
                        key: key @ None,
                    }) = open.last_mut()
                    {
                        // The place of a value is that of its key.
                        let child = at.join(&value);
                        places.by_pointer.insert(child.as_str().to_owned(), place);
                        *key = Some(child);
                        continue;
                    }
                    places.enter(&mut open, place);
                }
                Event::Alias(_) => {
                    places.enter(&mut open, place);
                }
                Event::MappingStart(..) => {
                    let at = places.enter(&mut open, place);
                    open.push(Open::Object { at, key: None });
                }
                Event::SequenceStart(..) => {
                    let at = places.enter(&mut open, place);
                    open.push(Open::Array { at, next: 0 });
                }
                Event::MappingEnd | Event::SequenceEnd => {
                    open.pop();
                }
                _ => {}
            }
        }
        places
    }

    /// A value starts: which one is it?
    fn enter(&mut self, open: &mut [Open], place: (usize, usize)) -> Pointer {
        let at = match open.last_mut() {
            None => Pointer::root(),
            Some(Open::Object { key, at }) => key.take().unwrap_or_else(|| at.clone()),
            Some(Open::Array { at, next }) => {
                let child = at.join(*next);
                *next += 1;
                child
            }
        };
        self.by_pointer
            .entry(at.as_str().to_owned())
            .or_insert(place);
        at
    }

    /// The place of a value, or of the nearest value around it that the text has.
    pub(crate) fn of_pointer(&self, pointer: &Pointer) -> Option<(usize, usize)> {
        let mut text = pointer.as_str();
        loop {
            if let Some(place) = self.by_pointer.get(text) {
                return Some(*place);
            }
            text = &text[..text.rfind('/')?];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_values_by_their_keys_in_yaml_and_json() {
        let yaml = "openapi: 3.1.0\npaths:\n  /users:\n    get:\n      parameters:\n        - name: a\n        - name: b\n";
        let places = Places::of(yaml);
        let get = Pointer::root().join("paths").join("/users").join("get");
        assert_eq!(places.of_pointer(&get), Some((4, 5)));
        let second = get.join("parameters").join(1).join("name");
        assert_eq!(places.of_pointer(&second), Some((7, 11)));
        // What an overlay added has the place of what is around it.
        assert_eq!(
            places.of_pointer(&get.join("responses").join("200")),
            Some((4, 5))
        );

        let places = Places::of("{\n  \"info\": {\n    \"title\": \"x\"\n  }\n}");
        let title = Pointer::root().join("info").join("title");
        assert_eq!(places.of_pointer(&title), Some((3, 5)));
    }
}
