-- What scripts about frozen replays share: a hash of what is known of each, and a set of the letters that are left,
-- named as in the list of the dead.
-- KEYS: 7:replays, 7:replay:ID, 7:replay:ID:left
local REPLAYS = data .. 'replays'

local function replay_key(id)
  return data .. 'replay:' .. id
end

local function left_key(id)
  return replay_key(id) .. ':left'
end

local function is_open(id)
  return redis.call('HGET', replay_key(id), 'frozen') == '0'
end
