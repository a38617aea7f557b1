-- KEYS: workers, addresses, told, settings
-- ARGV:
--   worker        '' to read only
--   own_terms     its terms, '' to withdraw them
--   kept_millis   for how long they count
--   own_address   where other processes reach it, '' if they cannot
-- Answers: name, terms and address of every other worker that counts.
local worker, own_terms, kept_millis, own_address = unpack(ARGV)
local workers, addresses = store .. 'workers', store .. 'addresses'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer = {}
local all = redis.call('HGETALL', workers)
for i = 1, #all, 2 do
  local heard, memory, terms = string.match(all[i + 1], '^(%d+):(%d+):(.*)$')
  if all[i] == worker then
    -- It is heard of.
  elseif now - heard > tonumber(memory) then
    -- Who only reads has not noted whether the store went back, and forgets nobody.
    if worker ~= '' then
      redis.call('HDEL', workers, all[i])
      redis.call('HDEL', addresses, all[i])
      -- Nobody needs to wait for it should the store go back from here on; if it did already, it is waited for.
      if redis.call('HGET', store .. 'told', all[i]) == redis.call('HGET', store .. 'settings', 'era') then
        redis.call('HDEL', store .. 'told', all[i])
      end
    end
  else
    answer[#answer + 1] = all[i]
    answer[#answer + 1] = terms
    answer[#answer + 1] = redis.call('HGET', addresses, all[i]) or ''
  end
end
if worker ~= '' then
  if own_terms == '' then
    redis.call('HDEL', workers, worker)
    redis.call('HDEL', addresses, worker)
  else
    redis.call('HSET', workers, worker, string.format('%.0f:%s:%s', now, kept_millis, own_terms))
    if own_address ~= '' then
      redis.call('HSET', addresses, worker, own_address)
    end
  end
end
return answer
