-- The shared window, in one script, so that no two workers ever decide at once.
--
-- All times are in microseconds by this server's clock, and all numbers pass through doubles,
-- which hold microseconds since 1970 exactly.
--
-- KEYS  state   settings, the pause, the share; what the server was when it was last seen
--       flying  requests that have started and are not known to have ended: when to give up on them
--       ended   the others, for one window: when their places are free
--       queue   who waits, by ticket number
--       polls   who waits: when to give up on them
-- ARGV  operation, id, places, window, slack, and for `finish`: outcome, started, ago, retry_after
-- Gives {0, wait, earliest, ahead, reason}, {1, now}, {2}, or {3, places, window}.

local state, flying, ended, queue, polls = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local operation, id = ARGV[1], ARGV[2]
local SECOND = 1000000

local time = redis.call('TIME')
local now = tonumber(time[1]) * SECOND + tonumber(time[2])

-- Which server this is. Without it, one that has forgotten requests could not be told.
local info = redis.call('INFO', 'server')
local run, uptime = info:match('run_id:(%w+)'), tonumber(info:match('uptime_in_seconds:(%d+)'))
if not run or not uptime then
  return redis.error_reply('ERR INFO says neither run_id nor uptime_in_seconds')
end
if operation == 'check' then
  return {2}
end

local places, window, slack = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

local known = redis.call('HMGET', state,
  'places', 'window', 'run', 'last', 'paused', 'reason', 'share', 'pause_ends', 'halved')
if known[1] and (tonumber(known[1]) ~= places or tonumber(known[2]) ~= window) then
  return {3, tonumber(known[1]), tonumber(known[2])}
end
local last = tonumber(known[4] or 0)
local paused, reason = tonumber(known[5] or 0), tonumber(known[6] or 0)
local share = tonumber(known[7] or places)
local pause_ends, halved = tonumber(known[8] or 0), tonumber(known[9] or 0)
local FULL, LIMITED, RESTARTED = 0, 1, 2

local function pause(ends, why)
  if ends > paused then
    paused, reason = ends, why
  end
end

-- A server that was restarted, or took over from another, may have forgotten requests: after one
-- window they no longer matter.
if last == 0 then
  -- Nothing is known: nothing has happened for a window, or it was forgotten.
  pause(now + window + SECOND - uptime * SECOND, RESTARTED)
elseif now < last - SECOND then
  -- The clock was set back, and what was noted by it means nothing.
  redis.call('DEL', flying, ended, queue, polls)
  paused, pause_ends, halved = 0, 0, 0
  pause(now + window, RESTARTED)
elseif known[3] ~= run then
  pause(now + window, RESTARTED)
end
if now >= last - SECOND then
  now = math.max(now, last)
end

-- Forgets what is over.
redis.call('ZREMRANGEBYSCORE', flying, '-inf', now)
redis.call('ZREMRANGEBYSCORE', ended, '-inf', now)
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', polls, '-inf', now)) do
  redis.call('ZREM', queue, dead)
  redis.call('ZREM', polls, dead)
end
if pause_ends > 0 and pause_ends + window <= now then
  share, pause_ends, halved = places, 0, 0
end

local answer = {2}
if operation == 'acquire' then
  if redis.call('ZSCORE', flying, id) then
    -- It was let through already, and the answer has not arrived.
    redis.call('ZADD', flying, now + window + slack, id)
    answer = {1, now}
  else
    if not redis.call('ZSCORE', queue, id) then
      redis.call('ZADD', queue, redis.call('HINCRBY', state, 'ticket', 1), id)
    end
    local ahead = redis.call('ZRANK', queue, id)
    local free_again = redis.call('ZCARD', ended)
    local occupied = free_again + redis.call('ZCARD', flying)
    -- Those ahead have a free place each, whether they have looked by now or not.
    if paused <= now and occupied + ahead < share then
      redis.call('ZREM', queue, id)
      redis.call('ZREM', polls, id)
      redis.call('ZADD', flying, now + window + slack, id)
      answer = {1, now}
    else
      local function frees(nth)
        local place = redis.call('ZRANGE', ended, nth, nth, 'WITHSCORES')
        -- Those under way are free a window after they end, which is yet to come.
        return tonumber(place[2] or now + window)
      end
      -- When to look again.
      local opens, surplus = now, occupied + ahead - share
      if surplus >= 0 then
        opens = frees(surplus)
        if share < places then
          opens = math.min(opens, pause_ends + window)
        end
      end
      opens = math.max(opens, paused)
      local often = math.min(math.max(window / 20, SECOND / 50), 2 * SECOND)
      local wait = math.max(math.min(opens - now, often), 1)
      redis.call('ZADD', polls, now + wait + 2 * SECOND, id)
      -- When its turn is, at the earliest: of requests under way, none may have been sent.
      local start, nth = now, free_again + ahead % places - places
      if nth >= 0 then
        start = frees(nth)
      end
      start = math.max(start, paused) + math.floor(ahead / places) * window
      answer = {0, math.ceil(wait), start - now, ahead, paused > now and reason or FULL}
    end
  end
elseif operation == 'renew' then
  redis.call('ZADD', flying, now + window + slack, id)
elseif operation == 'leave' then
  redis.call('ZREM', queue, id)
  redis.call('ZREM', polls, id)
  redis.call('ZREM', flying, id)
elseif operation == 'finish' then
  local outcome, started = ARGV[6], tonumber(ARGV[7])
  local at = now - tonumber(ARGV[8])
  redis.call('ZREM', flying, id)
  if outcome ~= 'not_sent' and at + window > now then
    redis.call('ZADD', ended, at + window, id)
  end
  if outcome == 'limited' then
    local ends = at + tonumber(ARGV[9])
    pause(ends, LIMITED)
    -- Others of the same burst were on their way already, and say nothing new.
    local pause_was_kept = pause_ends > 0 and started >= pause_ends
    local halved_lately = halved > 0 and now < halved + window
    if pause_was_kept and not halved_lately then
      share, halved = math.max(math.floor(share / 2), 1), now
    end
    pause_ends = math.max(pause_ends, ends)
  end
end

local function text(number)
  return string.format('%.0f', number)
end
redis.call('HSET', state, 'places', text(places), 'window', text(window), 'run', run,
  'last', text(now), 'paused', text(paused), 'reason', reason, 'share', text(share),
  'pause_ends', text(pause_ends), 'halved', text(halved))

-- Whatever is kept is of no use any more when all this is over.
local over = math.max(now, paused, pause_ends) + 2 * window + 2 * slack
for _, key in ipairs(KEYS) do
  redis.call('PEXPIRE', key, text(math.ceil((over - now) / 1000)))
end
return answer
