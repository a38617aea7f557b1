-- Begins a new generation with an empty queue. Deleting comes first: it is not refused on a full Redis, and
-- what follows in the same script is not refused either.
-- KEYS: settings
redis.call('DEL', QUEUE)
local new_generation = string.format('%.0f', generation + 1)
redis.call('SET', GENERATION, new_generation .. TERMS)
redis.call('HSET', store .. 'settings', 'begun', begun())
redis.call('XGROUP', 'CREATE', QUEUE, GROUP, '0', 'MKSTREAM')
return { new_generation }
