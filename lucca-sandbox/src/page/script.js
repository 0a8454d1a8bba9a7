'use strict';
const CONTROL = '/_sandbox';
const SHOWN = 200;
const byId = (id) => document.getElementById(id);

/** An element with text and children; nothing of an answer is ever read as HTML. */
function element(name, attributes, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

async function ask(path, options) {
  const answer = await fetch(CONTROL + path, options);
  const text = await answer.text();
  const body = text ? JSON.parse(text) : null;
  if (!answer.ok) throw new Error(body?.error ?? `status ${answer.status}`);
  return body;
}

const send = (path, what) => ask(path, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(what),
});
const forget = (path) => ask(path, { method: 'DELETE' });

/** Runs soon, and once for many calls: events come in bursts. */
function soon(work) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => { waiting = false; work().catch(() => lost()); }, 80);
  };
}

// Requests

const number = new Map();

function tone(status) {
  if (status === null || status >= 500) return 'bad';
  return status >= 400 ? 'warn' : 'good';
}

function logLine(request) {
  const took = request.milliseconds === null ? '' : `${request.milliseconds} ms`;
  const line = element('li', { className: request.odd.length ? 'is-odd' : '' },
    element('b', { textContent: request.method }),
    element('span', { className: tone(request.status), textContent: request.status ?? 'cut' }),
    element('code', { textContent: request.path + (request.query === null ? '' : '?' + request.query) }),
    element('span', { className: 'took', textContent: took }));
  if (request.odd.length) line.append(element('span', { className: 'odd', textContent: request.odd.join(' · ') }));
  return line;
}

function addRequest(request) {
  const line = logLine(request);
  const known = number.get(request.number);
  if (known) known.replaceWith(line); else byId('log').prepend(line);
  number.set(request.number, line);
  while (byId('log').children.length > SHOWN) byId('log').lastElementChild.remove();
  for (const oldest of number.keys()) {
    if (number.size <= SHOWN) break;
    number.delete(oldest);
  }
  countRequests();
}

function countRequests() {
  const many = byId('log').children.length;
  byId('no-requests').hidden = many > 0;
  byId('request-count').textContent = many ? `the newest ${many}` : '';
}

async function showRequests() {
  const requests = await ask(`/requests?newest=${SHOWN}`);
  byId('log').replaceChildren();
  number.clear();
  requests.forEach(addRequest);
  countRequests();
}

// Clock and limit

async function showNow() {
  const [{ now }, limit] = await Promise.all([ask('/clock'), ask('/rate-limit')]);
  byId('clock').textContent = now.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
  const bar = byId('gauge-bar');
  if (limit === null) {
    byId('gauge-text').textContent = 'no rate limit';
    bar.style.width = '0';
    return;
  }
  bar.style.width = `${Math.min(100, (100 * limit.taken) / limit.requests)}%`;
  bar.className = limit.taken >= limit.requests ? 'full' : '';
  const next = limit.taken ? `, one is free again in ${Math.ceil(limit.nextFreeInSeconds)} s` : '';
  byId('gauge-text').textContent = `${limit.taken} of ${limit.requests} requests in ${limit.seconds} s${next}`;
}

// Where Lucca is silent

let defaults = null;

function control(setting) {
  const free = setting.choices.find((choice) => choice === choice.toUpperCase() && choice !== 'ID');
  const change = (event) => set({ set: { [setting.name]: event.target.value.trim() } });
  if (free) return element('input', { value: setting.value, placeholder: setting.choices.join(' or '), size: 14, onchange: change });
  const select = element('select', { onchange: change },
    ...setting.choices.map((choice) => element('option', { value: choice, textContent: choice })));
  select.value = setting.value;
  return select;
}

function drawSettings(settings) {
  defaults ??= new Map(settings.map((setting) => [setting.name, setting.choices[0]]).concat([['office-errors', 'problem']]));
  byId('switches').replaceChildren(...settings.map((setting) => {
    const field = control(setting);
    field.name = setting.name;
    const changed = setting.value !== defaults.get(setting.name);
    return element('label', { className: changed ? 'changed' : '', title: setting.name }, setting.question, field);
  }));
}

async function set(what) {
  try {
    drawSettings(await send('/settings', what));
    byId('settings-error').textContent = '';
  } catch (error) {
    byId('settings-error').textContent = error.message;
  }
}

const showSettings = async () => drawSettings(await ask('/settings'));

byId('bundle').addEventListener('change', () => {
  const { like, seed } = byId('bundle').elements;
  if (like.value) set({ like: like.value === 'random' ? `random:${seed.value}` : like.value });
});

// Trouble

const TYPES = ['text', 'number', 'fraction', 'flag', 'list', 'object', 'null'];
const KINDS = {
  'latency': { millis: 500 }, 'reset-on-arrival': {}, 'reset-before-headers': {}, 'reset-mid-body': {}, 'truncate': {},
  'stall': {}, 'stall-mid-body': {}, 'drip': { bytes: 64, millis: 50 }, 'answer': { status: 503 }, 'html-page': {},
  'malformed-body': {}, 'empty-body': {}, 'nulls': {}, 'unknown-enums': {}, 'retype': { property: 'id', to: TYPES },
  'rename': { from: 'name', to: 'label' }, 'spell-twice': { property: 'managerId', also: 'managerID' }, 'recase': {},
  'uppercase': {}, 'new-properties': {}, 'drop': { property: 'name' }, 'duplicate-row': {}, 'missing-row': {},
};

function wishFields() {
  const fields = Object.entries(KINDS[byId('wish').elements.kind.value]).map(([name, example]) => {
    const field = Array.isArray(example)
      ? element('select', {}, ...example.map((choice) => element('option', { textContent: choice })))
      : element('input', { type: typeof example === 'number' ? 'number' : 'text', value: example, required: true });
    field.dataset.field = name;
    return element('label', {}, name, field);
  });
  byId('wish-fields').replaceChildren(...fields);
}

byId('wish').elements.kind.append(...Object.keys(KINDS).map((kind) => element('option', { textContent: kind })));
byId('wish').elements.kind.addEventListener('change', wishFields);
byId('wish').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { kind, on, when, amount } = event.target.elements;
  const trouble = { kind: kind.value };
  for (const field of byId('wish-fields').querySelectorAll('[data-field]')) {
    trouble[field.dataset.field] = field.type === 'number' ? Number(field.value) : field.value;
  }
  const wish = { trouble, when: when.value === 'always' ? 'always' : { [when.value]: Number(amount.value) } };
  if (on.value) wish.on = on.value;
  try {
    await send('/trouble', wish);
    byId('trouble-error').textContent = '';
  } catch (error) {
    byId('trouble-error').textContent = error.message;
  }
});

async function showTrouble() {
  const rules = await ask('/trouble');
  byId('rules').replaceChildren(...rules.map((rule) => {
    const { kind, ...rest } = rule.trouble;
    const detail = Object.keys(rest).length ? ' ' + JSON.stringify(rest) : '';
    const when = rule.when === 'always' ? 'always' : JSON.stringify(rule.when);
    return element('li', { className: 'row' },
      element('span', {}, element('b', { textContent: kind }), `${detail} for ${rule.on ?? 'every operation'}, ${when}: struck ${rule.hits}`),
      element('button', { type: 'button', textContent: 'End', onclick: () => forget(`/trouble/${rule.id}`) }));
  }));
}

// Imports

const open = new Set();

async function report(id) {
  const told = await ask(`/imports/${id}`);
  const created = told.userLocationsCreatedSummary ?? told.validUserLocationsToCreateSummary;
  const lines = [
    ...(told.globalErrorSummary ? [told.globalErrorSummary] : []),
    ...told.errorLines.slice(0, 50).map((line) => `line ${line.lineNumber}: ${line.error}`),
    ...told.warningLines.slice(0, 50).map((line) => `line ${line.lineNumber}, a warning: ${line.warning}`),
    ...created.descriptions.slice(0, 50),
  ];
  return element('ul', {}, ...lines.map((line) => element('li', { textContent: line })));
}

async function showImports() {
  const imports = (await ask('/imports')).slice(-20).reverse();
  byId('no-imports').hidden = imports.length > 0;
  byId('import-list').replaceChildren(...await Promise.all(imports.map(async (one) => {
    const id = one.summaryId;
    const details = element('details', { open: open.has(id) }, element('summary', { textContent: 'Report' }));
    const fill = async () => details.append(await report(id).catch((error) => error.message));
    if (details.open) await fill();
    details.addEventListener('toggle', () => {
      if (details.open && open.has(id) === false) fill();
      if (details.open) open.add(id); else { open.delete(id); details.lastElementChild.matches('ul') && details.lastElementChild.remove(); }
    });
    const waiting = one.waiting ? `, ${one.waiting} changes have yet to take effect` : '';
    return element('li', {},
      element('div', { textContent: `${one.create ? 'Import' : 'Simulation'} of ${one.lines} lines: ${one.created} created or moved, ${one.deleted} deleted, ${one.errors} errors, ${one.warnings} warnings${waiting}` }),
      element('progress', { max: 100, value: Math.max(0, one.progress), title: `progress said ${one.progress}` }),
      element('code', { className: 'quiet', textContent: id }), details);
  })));
}

// Who is where

async function showPresence() {
  const day = byId('day').value;
  const { date, places, undeclared } = await ask('/presence' + (day ? `?date=${day}` : ''));
  if (!day) byId('day').value = date;
  const cards = places.map((place) => {
    const seats = place.capacity === null ? '' : ` of ${place.capacity} seats`;
    const names = place.people.map(({ name, position, pending }) =>
      name + (position === 'FullDay' ? '' : position === 'FirstHalf' ? ' (first half)' : ' (second half)') + (pending ? ' (pending)' : ''));
    const more = place.userLocations - place.people.length;
    return element('article', {},
      element('h3', { textContent: `${place.name}: ${place.userLocations}${seats}` }),
      element('p', { textContent: names.join(', ') + (more > 0 ? ` and ${more} more` : '') }));
  });
  cards.push(element('article', {}, element('h3', { textContent: `Not declared: ${undeclared}` })));
  byId('places').replaceChildren(...cards);
}

byId('day').addEventListener('change', () => showPresence());

// Buttons

document.addEventListener('click', async ({ target }) => {
  if (target.dataset.copy) {
    await navigator.clipboard.writeText(byId(target.dataset.copy).textContent);
    target.textContent = 'Copied';
    setTimeout(() => { target.textContent = 'Copy'; }, 1500);
  }
  if (target.dataset.advance) {
    byId('day').value = '';
    await send('/clock', { advanceSeconds: Number(target.dataset.advance) });
  }
});
byId('forget-window').addEventListener('click', () => forget('/rate-limit'));
byId('clear-requests').addEventListener('click', () => forget('/requests'));
byId('only-odd').addEventListener('change', ({ target }) => byId('log').classList.toggle('only-odd', target.checked));

// What happens

const later = {
  now: soon(showNow), trouble: soon(showTrouble), imports: soon(showImports), presence: soon(showPresence),
  requests: soon(showRequests), settings: soon(showSettings),
};

function state(text, name) {
  byId('link').textContent = text;
  byId('link').className = `badge ${name}`;
}
const lost = () => state('not reached', 'gone');

const events = new EventSource(CONTROL + '/events');
events.addEventListener('open', () => {
  state('live', 'live');
  Object.values(later).forEach((show) => show());
});
events.addEventListener('error', lost);
events.addEventListener('missed', () => Object.values(later).forEach((show) => show()));
events.addEventListener('request', ({ data }) => {
  addRequest(JSON.parse(data));
  later.now();
  if (byId('rules').children.length) later.trouble();
});
events.addEventListener('import', () => { later.imports(); later.presence(); });
events.addEventListener('changed', ({ data }) => {
  const what = JSON.parse(data);
  if (what === 'clock') { later.now(); later.imports(); later.presence(); }
  if (what === 'rate-limit') later.now();
  if (what === 'imports') later.presence();
  later[what]?.();
});
setInterval(() => { if (!document.hidden && events.readyState === EventSource.OPEN) later.now(); }, 2000);

wishFields();
ask('').then(({ operations }) => byId('wish').elements.on.append(
  ...operations.map((name) => element('option', { textContent: name })))).catch(lost);
