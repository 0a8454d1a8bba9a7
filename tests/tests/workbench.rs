//! The sandbox's page in a real browser: headless Chromium, spoken to in its own protocol over a pipe.
//!
//! Ignored unless asked for, because it needs `chromium` on the path: `cargo test --test workbench -- --ignored`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test stops where something is not as it must be"
)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use lucca_sandbox::{Operation, Sandbox, Totals, When};
use serde_json::{Value, json};

/// How long the browser may take for anything.
const PATIENCE: Duration = Duration::from_secs(60);

struct Browser {
    process: Child,
    commands: ChildStdin,
    messages: Receiver<Value>,
    session: Option<String>,
    last: u64,
    /// What went wrong in the page: exceptions, and errors on its console.
    complaints: Vec<Value>,
    _profile: tempfile::TempDir,
}

impl Browser {
    fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        // The browser reads commands from descriptor 3 and answers on 4.
        let mut process = Command::new("sh")
            .arg("-c")
            .arg(r#"exec chromium "$@" 3<&0 4>&1 >/dev/null 2>&1"#)
            .arg("chromium")
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-pipe",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let commands = process.stdin.take().unwrap();
        let messages = listen(process.stdout.take().unwrap());
        let mut browser = Self {
            process,
            commands,
            messages,
            session: None,
            last: 0,
            complaints: Vec::new(),
            _profile: profile,
        };
        let target = browser.say("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = browser.say("Target.attachToTarget", attach);
        browser.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log"] {
            browser.say(&format!("{domain}.enable"), json!({}));
        }
        browser
    }

    /// Sends a command and waits for its answer.
    fn say(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let mut command = json!({ "id": self.last, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        let mut bytes = command.to_string().into_bytes();
        bytes.push(0);
        self.commands.write_all(&bytes).unwrap();
        let begun = Instant::now();
        loop {
            let rest = PATIENCE.saturating_sub(begun.elapsed());
            let message = self.messages.recv_timeout(rest).expect(method);
            if message["id"] == self.last {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
            let is_complaint = match message["method"].as_str() {
                Some("Runtime.exceptionThrown") => true,
                Some("Runtime.consoleAPICalled") => message["params"]["type"] == "error",
                Some("Log.entryAdded") => message["params"]["entry"]["level"] == "error",
                _ => false,
            };
            if is_complaint {
                self.complaints.push(message);
            }
        }
    }

    /// What an expression is in the page.
    fn evaluate(&mut self, expression: &str) -> Value {
        let wish = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let result = self.say("Runtime.evaluate", wish);
        assert!(
            result["exceptionDetails"].is_null(),
            "{expression}: {result}"
        );
        result["result"]["value"].clone()
    }

    /// Waits until an expression is true in the page.
    fn until(&mut self, expression: &str) {
        let patience = PATIENCE.as_millis() / 2;
        let found = self.evaluate(&format!(
            "new Promise((tell) => {{ const end = Date.now() + {patience};
               const look = () => {{ if ({expression}) tell(true);
                 else if (Date.now() > end) tell(document.body.innerText);
                 else requestAnimationFrame(look); }}; look(); }})"
        ));
        assert_eq!(found, true, "{expression}");
    }

    fn choose(&mut self, selector: &str, value: &str) {
        self.evaluate(&format!(
            "{{ const field = document.querySelector({selector:?}); field.value = {value:?};
               field.dispatchEvent(new Event('change', {{ bubbles: true }})); }}"
        ));
    }

    fn click(&mut self, selector: &str) {
        self.evaluate(&format!("document.querySelector({selector:?}).click()"));
    }

    fn open(&mut self, url: &str, width: u32, scheme: &str) {
        let size =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.say("Emulation.setDeviceMetricsOverride", size);
        let media = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.say("Emulation.setEmulatedMedia", json!({ "features": media }));
        self.say("Page.navigate", json!({ "url": url }));
        self.until("document.querySelector('#link')?.textContent === 'live'");
        self.until("document.querySelectorAll('#switches label').length > 20");
        self.until("document.querySelectorAll('#places h3').length > 1");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The browser's messages, each ended by a zero.
fn listen(output: ChildStdout) -> Receiver<Value> {
    let (tell, messages) = channel();
    std::thread::spawn(move || {
        for message in BufReader::new(output).split(0).map_while(Result::ok) {
            let message = serde_json::from_slice(&message).unwrap();
            if tell.send(message).is_err() {
                return;
            }
        }
    });
    messages
}

fn sandbox() -> Sandbox {
    Sandbox::builder()
        .people(40)
        .seed(7)
        .today(jiff::civil::date(2026, 3, 2))
        .start_blocking()
        .unwrap()
}

/// A client's request; its status.
fn ask(sandbox: &Sandbox, path: &str) -> u16 {
    send(sandbox, path, reqwest::Client::get)
}

fn upload(sandbox: &Sandbox, file: &str) -> u16 {
    let part = reqwest::multipart::Part::text(file.to_owned()).file_name("office-import.csv");
    let form = reqwest::multipart::Form::new().part("office-import.csv", part);
    let path =
        "/work-locations/public/api/imports/user-locations?create=true&overrideUserLocations=true";
    send(sandbox, path, |http, url| http.post(url).multipart(form))
}

fn send(
    sandbox: &Sandbox,
    path: &str,
    request: impl FnOnce(&reqwest::Client, String) -> reqwest::RequestBuilder,
) -> u16 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let url = format!("{}{path}", sandbox.base_url());
        let request = request(&reqwest::Client::new(), url).header(
            "Authorization",
            format!("lucca application={}", sandbox.api_key()),
        );
        request.send().await.unwrap().status().as_u16()
    })
}

#[test]
#[ignore = "needs chromium"]
fn the_page_shows_what_happens_and_its_switches_take_effect() {
    let sandbox = sandbox();
    let mut browser = Browser::start();
    browser.open(sandbox.base_url(), 1_200, "light");

    // A request appears as it comes, with what was odd about it, and fills the gauge.
    assert_eq!(ask(&sandbox, "/api/v3/users?fields=id,nope"), 400);
    browser.until("/users\\?fields=id,nope/.test(document.querySelector('#log li')?.innerText)");
    browser.until("document.querySelector('#log .odd')?.innerText.includes('nope')");
    browser.until("document.querySelector('#gauge-text').textContent.startsWith('1 of 50')");

    // A switch takes effect, and so does a bundle.
    browser.choose("select[name=totals]", "live");
    browser.until("document.querySelector('label.changed')?.title === 'totals'");
    assert_eq!(sandbox.behaviour().totals, Totals::Live);
    browser.choose("#bundle select", "odd");
    browser.until("document.querySelectorAll('label.changed').length > 20");
    browser.choose("#bundle select", "strict");
    browser.until("document.querySelectorAll('label.changed').length === 0");

    // An import comes with its progress and, on demand, its report.
    let bom = "\u{feff}login;workLocationName;date;position\r\nnobody;Paris;2026-03-04;FullDay\r\n";
    assert_eq!(upload(&sandbox, bom), 200);
    browser.until("document.querySelector('#import-list')?.innerText.includes('1 errors')");
    browser.click("#import-list summary");
    browser.until("document.querySelector('#import-list ul')?.innerText.includes('line 2: User')");

    // Trouble strikes, is shown, and ends.
    browser.choose("#wish select[name=kind]", "answer");
    browser.choose("#wish select[name=on]", "list-users");
    browser.click("#wish button");
    browser.until("document.querySelectorAll('#rules li').length === 1");
    let rule = &sandbox.trouble().rules()[0];
    assert_eq!(
        (rule.operation, &rule.when),
        (Some(Operation::ListUsers), &When::Times(1))
    );
    assert_eq!(ask(&sandbox, "/api/v3/users"), 503);
    browser.until("document.querySelector('#rules li').innerText.includes('struck 1')");
    browser.click("#rules button");
    browser.until("document.querySelectorAll('#rules li').length === 0");
    assert!(sandbox.trouble().rules().is_empty());

    // The clock moves.
    let before = sandbox.now();
    browser.click("[data-advance='86400']");
    browser.until("document.querySelector('#clock').textContent.startsWith('2026-03-03')");
    assert!(sandbox.now().duration_since(before).as_hours() >= 24);
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);

    // What is refused is said, and nothing else is on the console but the browser's own word on the 400.
    browser.choose("input[name=page-bound]", "many");
    browser.until("document.querySelector('#settings-error').textContent.includes('page-bound')");
    let from_the_network =
        |message: &Value| message["params"]["entry"]["source"] == json!("network");
    assert!(browser.complaints.iter().all(from_the_network));
}

#[test]
#[ignore = "needs chromium"]
fn the_page_fits_a_telephone_and_the_dark() {
    let sandbox = sandbox();
    let long = format!("/api/v3/users?fields={}", "x".repeat(600));
    assert_eq!(ask(&sandbox, &long), 400);
    let mut browser = Browser::start();
    let ground = "getComputedStyle(document.body).backgroundColor";
    browser.open(sandbox.base_url(), 390, "light");
    browser.until("document.querySelectorAll('#log li').length === 1");
    let light = browser.evaluate(ground);
    let width = browser.evaluate("document.documentElement.scrollWidth");
    assert!(width.as_u64().unwrap() <= 390, "{width} pixels wide");
    browser.open(sandbox.base_url(), 390, "dark");
    assert_ne!(browser.evaluate(ground), light);
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);
}
