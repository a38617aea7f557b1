-- Begins a new generation with an empty queue. Deleting comes first: it is not refused on a full Redis, and
-- what follows in the same script is not refused either.
-- KEYS: settings
-- ARGV: the generation to begin unless it has begun, '' for the next one. Answers: the generation that there is.
local wanted = tonumber(ARGV[1]) or generation + 1
if tonumber(generation) >= wanted then
  return { generation }
end
redis.call('DEL', QUEUE)
local new_generation = string.format('%.0f', wanted)
redis.call('SET', GENERATION, new_generation .. TERMS)
redis.call('HSET', store .. 'settings', 'begun', begun())
redis.call('XGROUP', 'CREATE', QUEUE, GROUP, '0', 'MKSTREAM')
return { new_generation }
