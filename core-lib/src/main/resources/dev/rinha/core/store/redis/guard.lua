-- What guarded writes share. Answers are the ordinals of WorkQueue.WriteResult.
-- KEYS: settings, 7:i:BUCKET, 7:doubt, 7:places, 7:dead, 7:reasons, 7:n
local DONE, CLAIM_LOST, ALREADY_SETTLED, CONFLICT, REFUSED = 0, 1, 2, 3, 4

-- A claim is named by the place in the queue and by how often it was delivered, renewals not counted.
local function place_of(claim)
  return string.match(claim, '^[^/]+')
end

local function holds(worker, claim)
  local place = place_of(claim)
  local pending = redis.call('XPENDING', QUEUE, GROUP, place, place, 1)[1]
  return pending ~= nil and pending[2] == worker and place .. '/' .. pending[4] == claim
end

-- Counts the unfinished payments of a client, told by a record or the text of an entry: only it has the sign at the
-- beginning of a step. What is of no client costs the look for that sign.
local function count_unfinished(text, difference)
  local client = string.find(text, '~', 1, true) and string.match(text, '[:,]~([a-z0-9-]+)')
  if client then
    local field = 'unfinished:' .. client
    if redis.call('HINCRBY', data .. 'n', field, difference) <= 0 then
      redis.call('HDEL', data .. 'n', field)
    end
  end
end

local function leave_queue(place, text)
  redis.call('XACK', QUEUE, GROUP, place)
  local left = redis.call('XDEL', QUEUE, place)
  if left == 1 then
    count_unfinished(text, -1)
  end
  return left
end

local function enter_queue(id, text)
  count_unfinished(text, 1)
  return redis.call('XADD', QUEUE, '*', 'g', generation, 'p', id .. text)
end

local function state_of(record)
  return string.sub(record, 1, 1)
end

local function no_longer_in_doubt(record, id)
  if state_of(record) == 'D' then
    redis.call('ZREM', data .. 'doubt', id)
  end
end

-- Where those payments are in the queue of which not every claim may know: in doubt, or put back by an operator.
local PLACES = data .. 'places'
local any_places = nil

-- Answers whether it was there.
local function finish(place, id, record)
  local left = leave_queue(place, record)
  if any_places == nil then
    any_places = redis.call('HLEN', PLACES) > 0
  end
  local current = any_places and redis.call('HGET', PLACES, id)
  if current then
    left = left + leave_queue(current, record)
    redis.call('HDEL', PLACES, id)
  end
  return left > 0
end

local function number36(text)
  local digits = string.match(text, '^-(.*)$')
  return digits and -tonumber(digits, 36) or tonumber(text, 36)
end

-- A dead letter that was put back before the store went back. Answers false for a record that cannot be read.
local function leave_dead_letters(record, id)
  local accepted, died = string.match(record, '^L:%w+:(%-?%w+):(%-?%w+):')
  if not accepted then
    return false
  end
  local millis, bytes = number36(accepted) + number36(died), ''
  for _ = 1, 6 do
    bytes = string.char(millis % 256) .. bytes
    millis = math.floor(millis / 256)
  end
  redis.call('ZREM', data .. 'dead', bytes .. id)
  redis.call('HDEL', data .. 'reasons', id)
  return true
end

local function queued_record(base, history)
  return 'Q:' .. base .. history
end

-- The new entry has another place than any before, so that no earlier claim is good for it.
local function put_in_queue(bucket, id, base, queued, history)
  redis.call('HSET', PLACES, id, enter_queue(id, bucket .. ':' .. base .. queued .. ':' .. history))
end

local function queue_again(bucket, id, base, queued, history)
  redis.call('HSET', data .. 'i:' .. bucket, id, queued_record(base, history))
  put_in_queue(bucket, id, base, queued, history)
end

local function is_open_attempt(record, base, processor, requested)
  local state = state_of(record)
  local attempt = base .. (redis.call('HGET', PROCESSORS, processor) or '') .. ':' .. requested
  return (state == 'S' or state == 'D') and string.sub(record, 3, #attempt + 2) == attempt
end

-- Whether a record still says what its writer has seen: that attempt in that state, or that it is queued with that
-- history. State and processor in one, and 'requested:' of the attempt; '' and the history where there is none.
local function is_as_seen(record, base, seen, rest)
  if seen == '' then
    return record == queued_record(base, rest)
  end
  return state_of(record) == state_of(seen) and is_open_attempt(record, base, string.sub(seen, 2), rest)
end

-- The era, and of the outbox for whom events are written: nobody pays for a command more.
local settings_now = nil
local function read_settings()
  settings_now = settings_now
      or redis.call('HMGET', store .. 'settings', 'era', 'subscribers', 'tails-until', 'outbox-max-bytes')
  return settings_now
end

local function era_now()
  return read_settings()[1] or '0'
end

-- Of a claim: the generation in which its payment was accepted, and the era in which it was handed out.
local fence_now = nil

local function is_of_now(fence)
  fence_now = fence_now or generation .. '.' .. era_now()
  return fence == fence_now
end

-- Somebody knew what the store does not.
local function went_back()
  redis.call('HSET', store .. 'settings', 'went-back', era_now())
end

local function is_purged(fence)
  return tonumber(string.match(fence, '^%d+')) < tonumber(generation)
end

local function is_of_earlier_era(fence)
  return tonumber(string.match(fence, '%d+$')) < tonumber(era_now())
end

-- The record, or nil and why the worker may not change it.
local function record_to_change(worker, claim, fence, records, id)
  if not is_of_now(fence) then
    return nil, CLAIM_LOST
  end
  local record = redis.call('HGET', records, id)
  if not record then
    return nil, CLAIM_LOST
  end
  if state_of(record) == 'X' then
    leave_queue(place_of(claim), record)
    return nil, ALREADY_SETTLED
  end
  if not holds(worker, claim) then
    return nil, CLAIM_LOST
  end
  return record
end

-- Processors are small numbers in the data, given out in the order of their first use.
local numbers = {}
local function number_of(processor)
  local number = numbers[processor]
  if not number then
    number = redis.call('HGET', PROCESSORS, processor)
    if not number then
      number = redis.call('HLEN', PROCESSORS)
      if number > 255 then
        error('more than 256 processors')
      end
      redis.call('HSET', PROCESSORS, processor, number)
    end
    number = tostring(number)
    numbers[processor] = number
  end
  return number
end
